"""The road without a road engine: driving times are the plan's, or estimated."""

import pytest


@pytest.fixture(autouse=True)
def without_roads(tmp_path, settings):
    """Straight lines: a thousand metres take 180 seconds."""
    settings.ROADS_DIR, settings.OSRM_URL = tmp_path / "roads", ""
