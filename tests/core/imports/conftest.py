"""The kind of the tests is known while they run."""

import pytest

from core.imports import kinds
from tests import factories
from tests.core.imports.people import PEOPLE


@pytest.fixture(autouse=True)
def people_kind():
    kinds.register(PEOPLE)
    yield
    kinds.unregister("people")


@pytest.fixture
def ann(db):
    """Ann manages people."""
    return factories.user("ann", role="administrator")


@pytest.fixture
def root(db):
    """May do everything."""
    person = factories.user("root")
    person.is_superuser = True
    person.save()
    return person
