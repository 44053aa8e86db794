"""The planning pages: what they show, whom they let in, what they refuse."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import live
from lastmile.models import Delivery, PlanDraft, Route, Shift
from lastmile.queries.drafts import may_watch_plan
from lastmile.services import planning
from lastmile.states import DraftStatus
from routing.models import PlanRun
from tests.factories import MORNING
from tests.lastmile.planning import days
from wms.models import SiteAccess

pytestmark = pytest.mark.django_db

DAY = days.DAY.isoformat()


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
def browser_of():
    """A signed-in browser without scripts."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


def start(client, **changes):
    """Send the form of the planning board."""
    shifts = list(Shift.objects.values_list("pk", flat=True))
    return client.post("/plan/start/", {"day": DAY, "shift": shifts, "seconds": "1"} | changes)


def drafted(at, by=None, seconds=1):
    """A draft whose plan is made."""
    shifts = list(Shift.objects.filter(site=at).values_list("pk", flat=True))
    return days.solved(
        planning.draft_plan(site=at, plan_on=days.DAY, shift_ids=shifts, seconds=seconds, by=by)
    )


def test_the_board_counts_what_waits_and_lists_who_is_on_duty(browser_of, bo, depot):
    days.delivery(depot, promised=False)

    page = browser_of(bo).get(f"/plan/?day={DAY}")

    board = page.context["board"]
    assert (board.waiting, board.plannable, board.without_goods, board.routes) == (7, 6, 1, 0)
    assert "Plan 6 orders" in page.content.decode()
    assert page.content.decode().count('name="shift"') == 2


def test_a_plan_is_asked_for_looked_at_committed_and_stands_as_routes(browser_of, bo, depot):
    client = browser_of(bo)
    address = start(client).headers["Location"]
    draft = PlanDraft.objects.get()
    waiting = client.get(address).content.decode()
    assert "Waiting for a solver" in waiting
    assert "/commit/" not in waiting

    days.solved(draft)
    preview = client.get(address).content.decode()
    assert "6 / 6" in preview
    assert "/commit/" in preview
    tours = client.get(f"{address}map.json").json()
    assert sum(len(route["stops"]) for route in tours["routes"]) == 6
    assert all(route["lines"] for route in tours["routes"])

    gone = client.post(f"{address}commit/", {"version": "1"})
    assert gone.headers["Location"] == f"/routes/?day={DAY}"
    day = client.get(gone.headers["Location"]).content.decode()
    assert f"{Route.objects.count()}</span>" in day
    route = Route.objects.first()
    for part in ("", "map.json", "manifest/"):
        assert client.get(f"/routes/{route.public_id}/{part}").status_code == 200
    assert client.get(f"/routes/map.json?day={DAY}").json()["routes"][0]["code"] == "R01"


def test_the_same_form_sent_twice_asks_once(browser_of, bo, depot):
    client = browser_of(bo)

    first, second = start(client), start(client)

    assert first.headers["Location"] == second.headers["Location"]
    assert PlanRun.objects.count() == 1


def test_a_second_click_on_commit_leads_to_the_same_routes(browser_of, bo, depot):
    client, draft = browser_of(bo), drafted(depot, bo)
    address = f"/plan/{draft.public_id}/commit/"

    first = client.post(address, {"version": "1"})
    routes = set(Route.objects.values_list("pk", flat=True))
    second = client.post(address, {"version": "1"})

    assert first.headers["Location"] == second.headers["Location"] == f"/routes/?day={DAY}"
    assert set(Route.objects.values_list("pk", flat=True)) == routes


def test_a_plan_of_a_cancelled_order_is_not_committed_and_says_so(browser_of, bo, depot):
    client, draft = browser_of(bo), drafted(depot, bo)
    gone = Delivery.objects.first()
    Delivery.objects.filter(pk=gone.pk).update(status="CANCELLED", cancelled_at=MORNING)

    client.post(f"/plan/{draft.public_id}/commit/", {"version": "1"})
    page = client.get(f"/plan/{draft.public_id}/").content.decode()

    assert "Something changed since this was planned" in page
    assert "Plan again" in page
    assert not Route.objects.exists()


def test_an_order_left_out_says_why_and_its_suggestion_gets_it_planned(browser_of, bo, depot):
    Delivery.objects.update(priority=0)
    odd = days.delivery(depot, skills=["piano"])
    client, draft = browser_of(bo), drafted(depot, bo)
    page = client.get(f"/plan/{draft.public_id}/").content.decode()
    assert odd.recipient_name in page
    assert "piano" in page

    address = f"/plan/{draft.public_id}/apply/"
    answer = client.post(address, {"visit": str(odd.public_id)})
    fresh = days.solved(PlanDraft.objects.latest("pk"))
    twice = client.post(address, {"visit": str(odd.public_id)}, follow=True)

    assert answer.headers["Location"] == f"/plan/{fresh.public_id}/"
    assert fresh.run.unplanned == 0
    draft.refresh_from_db()
    assert draft.status == DraftStatus.STALE
    assert "This preview is over" in twice.content.decode()


@pytest.mark.parametrize("seconds", ["0", "-5", "601", "9" * 40, "NaN", "1e3", "", "²", "15; drop"])
def test_impossible_seconds_are_refused_by_the_form_and_nothing_is_written(browser_of, bo, depot, seconds):
    page = start(browser_of(bo), seconds=seconds)

    assert page.status_code == 422
    assert "Give the engine 1 to 600 seconds" in page.content.decode()
    assert not PlanRun.objects.exists()


@pytest.mark.parametrize("shift", [["0"], ["-1"], ["9" * 30], ["x"], []])
def test_shifts_that_are_not_there_are_refused(browser_of, bo, depot, shift):
    page = start(browser_of(bo), shift=shift)

    assert page.status_code == 422
    assert "No vehicle is on duty" in page.content.decode()


def test_shifts_of_another_site_are_not_used(browser_of, bo, depot):
    other = days.shift(days.site())

    page = start(browser_of(bo), shift=[str(other.pk)])

    assert page.status_code == 422
    assert not PlanDraft.objects.exists()


def test_bytes_that_are_no_text_do_no_harm(browser_of, bo, depot):
    client = browser_of(bo)
    body = b"day=%ff%fe&seconds=%80&shift=%c3%28&shift=\xff"
    form = "application/x-www-form-urlencoded"

    assert client.post("/plan/start/", body, content_type=form).status_code in {400, 422}
    assert client.get("/plan/?day=%ff%fe").status_code == 200
    assert client.get("/routes/?day=99999-99-99").status_code == 200
    assert client.get("/routes/?day=9999-12-31").status_code == 200


@pytest.mark.parametrize("part", ["", "map.json"])
def test_an_unknown_preview_is_not_found(browser_of, bo, depot, part):
    assert browser_of(bo).get(f"/plan/{uuid4()}/{part}").status_code == 404


def test_a_visit_that_was_not_left_out_has_no_suggestion(browser_of, bo, depot):
    draft = drafted(depot, bo)

    answer = browser_of(bo).post(f"/plan/{draft.public_id}/apply/", {"visit": "nobody\x00"})

    assert answer.status_code == 404


def test_what_another_site_planned_is_not_found(browser_of, ada, bo, depot):
    draft = drafted(depot, bo)
    own = days.site()
    SiteAccess.objects.create(user=ada, site=own)
    Client().force_login(ada)
    client = browser_of(ada)

    assert client.get(f"/plan/{draft.public_id}/").status_code == 404
    assert client.get(f"/plan/{draft.public_id}/map.json").status_code == 404
    browser_of(bo).post(f"/plan/{draft.public_id}/commit/", {"version": "1"})
    route = Route.objects.first()
    for part in ("", "map.json", "manifest/"):
        assert client.get(f"/routes/{route.public_id}/{part}").status_code == 404
    assert live.may_watch(bo, f"plan:{draft.run.public_id}")
    assert not live.may_watch(ada, f"plan:{draft.run.public_id}")
    assert not may_watch_plan(bo, "nonsense")


@pytest.mark.parametrize("act", ["stop", "discard", "commit", "again", "apply"])
def test_who_may_only_look_decides_nothing(browser_of, ada, bo, depot, act):
    SiteAccess.objects.create(user=ada, site=depot)
    draft = drafted(depot, bo)
    client = browser_of(ada)

    page = client.get(f"/plan/{draft.public_id}/")
    assert page.status_code == 200
    assert "/commit/" not in page.content.decode()
    assert client.post(f"/plan/{draft.public_id}/{act}/").status_code == 403
    draft.refresh_from_db()
    assert draft.status == DraftStatus.PREVIEW


@pytest.mark.parametrize("name", ["plans", "routes"])
def test_who_may_not_see_plans_sees_none(browser_of, eve, depot, name):
    assert browser_of(eve).get(reverse(f"lastmile:{name}")).status_code == 403


def test_the_pages_ask_as_often_for_thirty_orders_as_for_six(browser_of, bo, depot):
    client = browser_of(bo)

    def asked(address) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    def all_pages() -> list[int]:
        draft = drafted(depot, bo)
        asked(f"/plan/?day={DAY}")
        counts = [asked(f"/plan/?day={DAY}"), asked(f"/plan/{draft.public_id}/")]
        client.post(f"/plan/{draft.public_id}/commit/", {"version": "1"})
        route = Route.objects.exclude(status="CANCELLED").first()
        return [
            *counts,
            asked(f"/routes/?day={DAY}"),
            asked(f"/routes/map.json?day={DAY}"),
            asked(f"/routes/{route.public_id}/"),
            asked(f"/routes/{route.public_id}/manifest/"),
        ]

    few = all_pages()
    days.shift(depot)
    for number in range(24):
        days.delivery(depot, east=0.003 * (number % 6), north=-0.004 * (number // 6 + 1))
    assert all_pages() == few
