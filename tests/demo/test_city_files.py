"""The committed city is the one its README describes."""

import hashlib
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "demo/data"


@pytest.mark.parametrize("name", ["city.osm.pbf", "city.pmtiles"])
def test_the_readme_names_the_hash_of_the_committed_file(name: str) -> None:
    digest = hashlib.sha256((DATA / name).read_bytes()).hexdigest()

    assert f"| `{name}` " in (DATA / "README.md").read_text()
    assert digest in (DATA / "README.md").read_text()
