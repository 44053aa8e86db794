"""Somebody who may see everything."""

import pytest

from tests import factories


@pytest.fixture
def zoe(db):
    """Zoe runs the installation."""
    return factories.user("zoe", role="administrator")
