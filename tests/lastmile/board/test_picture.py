"""What the board's document says about a day."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from core.live import may_watch
from lastmile.models import Stop
from lastmile.queries.board_picture import board_lines, board_picture
from lastmile.states import StopStatus, TaskStatus
from tests import factories
from tests.lastmile import worlds
from tests.lastmile.board import dayworlds
from tests.lastmile.worlds import DAY, EIGHT
from wms.models import SiteAccess

MINUTE = timedelta(minutes=1)


@pytest.fixture
def site(bo):
    """A site that Bo may see."""
    made = worlds.site()
    SiteAccess.objects.create(user=bo, site=made)
    return made


@pytest.fixture
def signed_in(bo):
    """Bo's browser."""
    client = Client()
    client.force_login(bo)
    return client


def states_of(route_number=0, **asked):
    found = board_picture(at=EIGHT, by=User(pk=0), **asked)
    return [stop["state"] for stop in found["routes"][route_number]["stops"]]


def test_a_stop_is_late_against_its_promise_and_never_against_the_plan(site):
    route = dayworlds.route(site, 4)
    dayworlds.promise(route, 1, closes_in=-MINUTE)
    dayworlds.promise(route, 2, closes_in=11 * MINUTE)
    dayworlds.promise(route, 3, closes_in=12 * MINUTE)

    assert states_of(site=site, works_on=DAY) == ["late", "risk", "todo", "todo"]


def test_what_is_over_is_done_or_failed_and_who_stands_at_the_door_is_active(site):
    route = dayworlds.route(site, 4)
    dayworlds.depart(route)
    dayworlds.end(route, 1)
    dayworlds.end(route, 2, TaskStatus.FAILED)
    Stop.objects.filter(pk=dayworlds.stop(route, 3).pk).update(status=StopStatus.ARRIVED, arrived_at=EIGHT)

    assert states_of(site=site, works_on=DAY) == ["done", "failed", "active", "todo"]


def test_the_slack_of_a_route_is_the_room_until_its_first_broken_promise(site):
    route = dayworlds.route(site, 3)
    dayworlds.promise(route, 1, closes_in=-MINUTE)
    dayworlds.promise(route, 2, closes_in=30 * MINUTE)
    assert board_picture(site=site, works_on=DAY, at=EIGHT, by=User(pk=0))["routes"][0]["slack"] == -60

    dayworlds.end(route, 1)
    assert board_picture(site=site, works_on=DAY, at=EIGHT, by=User(pk=0))["routes"][0]["slack"] == 1800


def test_a_hundred_routes_cost_no_more_queries_than_one(site, django_assert_max_num_queries):
    for _ in range(3):
        dayworlds.route(site)
    with django_assert_max_num_queries(14):
        board_picture(site=site, works_on=DAY, at=EIGHT, by=User(pk=0))
    with django_assert_max_num_queries(3):
        board_lines(site=site, works_on=DAY)


def test_the_lines_of_a_route_lead_to_its_stops(site):
    route = dayworlds.route(site, 2)
    Stop.objects.filter(trip__route=route, sequence=1).update(travel_path="_p~iF~ps|U")

    lines = board_lines(site=site, works_on=DAY)["routes"][str(route.public_id)]

    assert lines == {
        "revision": 1,
        "legs": {str(dayworlds.stop(route, 1).public_id): "_p~iF~ps|U"},
        "back": "",
    }


def test_an_unchanged_day_is_not_sent_again(site, signed_in):
    route = dayworlds.route(site, driver="Ivo")
    url = f"/board/picture.json?day={DAY}&site={site.code}"
    first = signed_in.get(url)
    assert first.json()["routes"][0]["driver"]["name"] == "Ivo"

    again = signed_in.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    dayworlds.end(route, 1)
    changed = signed_in.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("document", ["picture.json", "lines.json"])
def test_nobody_reads_the_board_of_a_site_that_is_not_theirs(site, signed_in, document):
    other = worlds.site("ELSEWHERE")
    for code in (other.code, "NOWHERE", "\x00"):
        assert signed_in.get(f"/board/{document}", {"day": DAY, "site": code}).status_code == 404


@pytest.mark.parametrize("path", ["/board/", "/board/picture.json", "/board/lines.json"])
def test_who_may_not_see_plans_may_not_see_the_board(eve, path):
    client = Client()
    client.force_login(eve)
    assert client.get(path).status_code == 403


def test_who_may_see_a_board_hears_of_its_changes_and_nobody_else(site, bo, eve):
    outsider = factories.user("oli", role="dispatcher")

    assert may_watch(bo, f"board:{site.code}")
    assert not may_watch(outsider, f"board:{site.code}")
    assert not may_watch(eve, f"board:{site.code}")
    assert not may_watch(bo, "board:\x00")
