"""What every test may use: the cast, clients, and the invariants that are checked after each test."""

import pytest
from django.db import connection
from rest_framework.test import APIClient

from core.invariants import statement, violations
from tests import emptying, factories  # noqa: F401 - emptying takes over how tests that commit end
from tests.schema import django_db_modify_db_settings  # noqa: F401 - a fixture, used by pytest-django's own

_prepared_in: list[object] = [None]


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


@pytest.fixture(autouse=True)
def invariants_hold(request):
    """After every test that wrote to the database: no row breaks a rule of any app's sql/invariants.sql."""
    marked = request.node.get_closest_marker("django_db")
    if not (marked or {"db", "transactional_db"} & set(request.fixturenames)):
        yield
        return
    request.getfixturevalue("db")  # so that this is torn down first
    yield
    if not connection.needs_rollback and _something_was_written():
        broken = violations(_prepared())
        assert not broken, "\n".join(map(str, broken))


def _prepared() -> str:
    """The rules as one prepared statement of this session: planning them takes longer than asking them."""
    if _prepared_in[0] is not connection.connection:
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE invariants_hold AS {statement()}")
        _prepared_in[0] = connection.connection
    return "EXECUTE invariants_hold"


def _something_was_written() -> bool:
    """A transaction gets a number with its first write; without a transaction one cannot tell."""
    if not connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return cursor.fetchone()[0]


@pytest.fixture(autouse=True)
def doorbells_ring_for_the_workers_of_a_test_only(request, monkeypatch):
    """The one worker of the run must not take work that a test without it means to do itself."""
    if "worker" not in request.fixturenames:
        monkeypatch.setattr("celery.app.task.Task.apply_async", lambda *_, **__: None)
