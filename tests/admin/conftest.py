"""Who works in the administration: root, and people whose role decides what they see there."""

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def root(db):
    """Root runs the installation."""
    person = factories.user("root")
    person.is_staff = person.is_superuser = True
    person.save(update_fields=["is_staff", "is_superuser"])
    return person


@pytest.fixture
def desk_of():
    """A browser at the administration: `desk_of(root).get("/admin/")`. The person may enter it."""

    def sit(person) -> Client:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
        client = Client(raise_request_exception=False)
        client.force_login(person)
        return client

    return sit


@pytest.fixture
def desk(root, desk_of):
    """Root's."""
    return desk_of(root)
