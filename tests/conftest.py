"""What every test may use: the cast, clients, and the invariants that are checked after each test."""

import pytest
from rest_framework.test import APIClient

from tests import factories


@pytest.fixture
def client_of():
    """A signed-in API client of a user: `client_of(ada).post(url, data, HTTP_IDEMPOTENCY_KEY="1")`."""

    def make(user) -> APIClient:
        client = APIClient()
        client.force_authenticate(user)
        return client

    return make


@pytest.fixture
def ada(db):
    """Ada leads the warehouse."""
    return factories.user("ada", role="warehouse lead")


@pytest.fixture
def bo(db):
    """Bo dispatches."""
    return factories.user("bo", role="dispatcher")


@pytest.fixture
def cem(db):
    """Cem drives."""
    return factories.user("cem", role="driver")


@pytest.fixture
def eve(db):
    """Eve is signed in and may do nothing."""
    return factories.user("eve")
