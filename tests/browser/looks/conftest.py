"""Somebody who may see everything."""

import pytest

from tests import factories


@pytest.fixture
def zoe(db):
    """Zoe runs the installation; her name is long."""
    person = factories.user("zoe", role="administrator")
    person.first_name, person.last_name = "Zoë-Alexandra", "Konstantinopoulou-Wiśniewska"
    person.is_staff = person.is_superuser = True
    person.save()
    return person
