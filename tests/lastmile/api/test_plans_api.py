"""Plans and routes by the API: one effect per key, clear refusals, nothing of other sites."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lastmile.models import Delivery, PlanDraft, Route, Shift
from lastmile.states import DraftStatus
from routing.models import PlanRun
from tests.factories import MORNING
from tests.lastmile.planning import days
from wms.models import SiteAccess

pytestmark = pytest.mark.django_db
PLANS, ROUTES = "/api/v1/lastmile/plans/", "/api/v1/lastmile/routes/"


@pytest.fixture
def depot(bo):
    """A depot that Bo dispatches, with two vans and six orders."""
    at = days.site()
    SiteAccess.objects.create(user=bo, site=at)
    days.shift(at)
    days.shift(at)
    days.spread(at, 6)
    return at


@pytest.fixture
def api(client_of, bo):
    """Bo's client; every call has a key of its own unless one is given."""

    def post(path: str, body=None, key=None):
        named = {"HTTP_IDEMPOTENCY_KEY": key or str(uuid4())}
        return client_of(bo).post(f"{PLANS}{path}", body or {}, format="json", **named)

    return post


def question(depot, **changes):
    return {"site": depot.code, "day": days.DAY.isoformat(), "seconds": 1} | changes


def asked(api, depot):
    """A solved plan's id."""
    plan = api("", question(depot)).json()["id"]
    days.solved(PlanDraft.objects.get(public_id=plan))
    return plan


def test_a_plan_is_asked_for_read_committed_and_its_routes_are_read(api, client_of, bo, depot):
    first = api("", question(depot))
    assert (first.status_code, first.json()["search"], first.json()["routes"]) == (202, "QUEUED", [])
    plan = first.json()["id"]
    draft = days.solved(PlanDraft.objects.get(public_id=plan))

    found = client_of(bo).get(f"{PLANS}{plan}/").json()
    assert (found["search"], found["orders"], found["left_out"]) == ("FINISHED", 6, [])
    assert sum(len(route["stops"]) for route in found["routes"]) == 6
    assert found["progress"][-1]["cost_minor"] == found["cost_minor"] == draft.run.cost

    done = api(f"{plan}/commit/", {"version": found["version"]})
    assert (done.status_code, done.json()["status"]) == (200, "COMMITTED")
    rows = client_of(bo).get(ROUTES, {"day": days.DAY.isoformat(), "site": depot.code}).json()["results"]
    assert {row["code"] for row in rows} == set(Route.objects.values_list("code", flat=True))
    one = client_of(bo).get(f"{ROUTES}{rows[0]['id']}/").json()
    (trip,) = one["trips"]
    ranks = [(unit["load_rank"], unit["stop"]) for unit in trip["load"]["load_units"]]
    assert ranks == sorted(ranks, key=lambda pair: (pair[0], -pair[1]))
    assert [stop for _, stop in ranks] == sorted((stop for _, stop in ranks), reverse=True)


def test_the_same_key_asks_once(api, depot):
    first, second = (api("", question(depot), key="one") for _ in range(2))

    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert PlanRun.objects.count() == 1
    assert api("", question(depot, seconds=2), key="one").status_code == 422


def test_without_a_key_nothing_is_asked(client_of, bo, depot):
    answer = client_of(bo).post(PLANS, question(depot), format="json")

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert not PlanDraft.objects.exists()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("seconds", 0),
        ("seconds", -1),
        ("seconds", 10**30),
        ("seconds", "NaN"),
        ("seconds", 1.5),
        ("day", "2026-02-30"),
        ("day", None),
        ("site", "NOWHERE"),
        ("shifts", "all"),
        ("shifts", ["x"]),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(api, depot, place, value):
    answer = api("", question(depot, **{place: value}))

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert place in str(told.get("place", "")) + str(told.get("errors", ""))
    assert not PlanRun.objects.exists()


def test_a_shift_of_another_site_is_refused(api, depot):
    other = days.shift(days.site())

    answer = api("", question(depot, shifts=[str(other.public_id)]))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == "shifts[0]"


def test_a_day_without_orders_or_vans_is_refused(api, depot):
    Delivery.objects.update(status="CANCELLED", cancelled_at=MORNING)
    assert api("", question(depot)).json()["code"] == "nothing_to_plan"
    Shift.objects.update(cancelled_at=MORNING)
    assert api("", question(depot)).json()["code"] == "nothing_to_plan"


def test_a_plan_whose_order_was_cancelled_is_stale(api, depot):
    plan = asked(api, depot)
    gone = Delivery.objects.first()
    Delivery.objects.filter(pk=gone.pk).update(status="CANCELLED", cancelled_at=MORNING)

    answer = api(f"{plan}/commit/", {"version": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert PlanDraft.objects.get().status == DraftStatus.STALE
    assert not Route.objects.exists()


def test_another_version_of_a_plan_is_not_committed_and_the_plan_stays(api, depot):
    plan = asked(api, depot)

    answer = api(f"{plan}/commit/", {"version": 2})

    assert (answer.status_code, answer.json()["code"]) == (409, "draft_changed")
    assert PlanDraft.objects.get().status == DraftStatus.PREVIEW


def test_a_search_is_stopped_and_a_plan_thrown_away_once(api, depot):
    plan = api("", question(depot)).json()["id"]

    assert api(f"{plan}/stop/").status_code == 200
    assert PlanRun.objects.get().wish == "STOP"
    assert api(f"{plan}/discard/", key="x").json()["status"] == "DISCARDED"
    assert api(f"{plan}/discard/", key="x").json()["status"] == "DISCARDED"
    assert api(f"{plan}/discard/").json()["code"] == "illegal_move"


def test_a_suggestion_is_applied_once(api, depot):
    odd = days.delivery(depot, skills=["piano"])
    plan = asked(api, depot)

    first = api(f"{plan}/apply/", {"order": str(odd.public_id)})
    second = api(f"{plan}/apply/", {"order": str(odd.public_id)})

    assert (first.status_code, first.json()["status"]) == (200, "STALE")
    assert (second.status_code, second.json()["code"]) == (409, "stale")
    assert api(f"{plan}/apply/", {"order": str(uuid4())}).status_code == 422


def test_what_belongs_to_another_site_is_not_found(client_of, ada, api, depot):
    plan = asked(api, depot)
    api(f"{plan}/commit/", {"version": 1})
    client, route = client_of(ada), Route.objects.first()

    assert client.get(f"{PLANS}{plan}/").status_code == 404
    assert client.get(f"{ROUTES}{route.public_id}/").status_code == 404
    listed = client.get(ROUTES, {"day": days.DAY.isoformat(), "site": depot.code})
    assert listed.status_code == 422


def test_who_may_only_look_decides_nothing(client_of, ada, api, depot):
    SiteAccess.objects.create(user=ada, site=depot)
    plan = asked(api, depot)

    for act in ("stop", "discard", "commit", "apply"):
        answer = client_of(ada).post(f"{PLANS}{plan}/{act}/", {}, format="json", HTTP_IDEMPOTENCY_KEY="k")
        assert answer.status_code == 403
    assert client_of(ada).get(f"{PLANS}{plan}/").status_code == 200


def test_a_route_is_read_with_as_many_queries_whatever_its_length(client_of, bo, api, depot):
    def counted() -> int:
        api(f"{asked(api, depot)}/commit/", {"version": 1})
        route = Route.objects.exclude(status="CANCELLED").first()
        with CaptureQueriesContext(connection) as caught:
            assert client_of(bo).get(f"{ROUTES}{route.public_id}/").status_code == 200
        return len(caught)

    few = counted()
    for number in range(12):
        days.delivery(depot, east=0.003 * (number % 6), north=-0.004 * (number // 6 + 1))
    assert counted() == few
