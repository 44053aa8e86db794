"""A recipient follows a delivery from the dock to the door, and sees nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lastmile.models import Stop
from pod.models import TrackingLink
from pod.queries.arrivals import window_around
from pod.queries.tracking import followed
from pod.services import tracking_links
from pod.states import LinkPurpose
from tests.pod import worlds
from tests.pod.worlds import EIGHT, MINUTE

pytestmark = pytest.mark.django_db


def page_of(delivery):
    token = tracking_links.open_link(delivery_id=delivery.pk, purpose=LinkPurpose.STAFF, by=None)
    return Client().get(f"/t/{token}/")


@pytest.fixture
def today(monkeypatch):
    """Twenty past eight on the day of the route."""
    now = EIGHT + 20 * MINUTE
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


def test_only_the_hash_of_a_token_is_kept():
    _route, (rosa, *_) = worlds.planned()
    token = tracking_links.open_link(delivery_id=rosa.pk, purpose=LinkPurpose.API, by=None)
    assert len(token) == 32
    assert token not in str(TrackingLink.objects.values().get())


def test_an_unknown_a_closed_and_an_old_link_say_the_same(today):
    _route, (rosa, *_) = worlds.planned()
    unknown = Client().get("/t/nothing-of-the-kind/")
    token = tracking_links.open_link(delivery_id=rosa.pk, purpose=LinkPurpose.API, by=None)
    assert Client().get(f"/t/{token}/").status_code == 200
    tracking_links.close_links(delivery_ids=[rosa.pk], at=EIGHT, by=None)
    closed = Client().get(f"/t/{token}/")
    again = tracking_links.open_link(delivery_id=rosa.pk, purpose=LinkPurpose.API, by=None)
    rosa.deliver_on -= timedelta(days=20)
    rosa.save()
    old = Client().get(f"/t/{again}/")
    assert {unknown.status_code, closed.status_code, old.status_code} == {404}
    assert b"This link is closed" in unknown.content
    assert "Rosa" not in closed.content.decode() + old.content.decode()


def test_nobody_keeps_the_page_or_hears_of_its_address(today):
    _route, (rosa, *_) = worlds.planned()
    answer = page_of(rosa)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-store"


def test_before_the_van_leaves_the_plan_is_a_window_of_two_hours_by_the_sites_clock(today):
    _route, (rosa, *_) = worlds.planned()
    text = page_of(rosa).content.decode()
    assert "Arrives today between" in text
    assert ">09:10<" in text  # 08:10 UTC is 10:10 in Helsinki
    assert ">11:10<" in text


def test_on_the_road_the_window_is_narrow_and_counts_the_stops_before(today):
    route, (_rosa, sam, tia) = worlds.departed()
    worlds.expect(sam, EIGHT + 42 * MINUTE)
    worlds.expect(tia, EIGHT + 60 * MINUTE)
    worlds.seen(route, today - MINUTE)
    text = page_of(tia).content.decode()
    assert "<strong>2 stops</strong> before yours" in text
    assert ">10:55<" in text
    assert ">11:20<" in text
    assert "data-van" not in text
    assert "Ivo</strong> brings it" in text
    assert "Vermeer" not in text


def test_the_van_is_shown_roughly_and_to_the_next_stops_only(today):
    route, (_rosa, sam, tia) = worlds.departed()
    worlds.seen(route, today - MINUTE)
    assert followed(tia, at=today).van is None
    van = followed(sam, at=today).van
    assert (van.latitude, van.longitude) == (60.171, 24.951)


def test_an_old_place_of_the_van_is_not_shown_as_its_place(today):
    route, (rosa, *_) = worlds.departed()
    worlds.seen(route, today - 6 * MINUTE)
    assert followed(rosa, at=today).van is None


def test_another_routes_place_is_nobodys_business(today):
    route, (rosa, *_) = worlds.departed()
    other, _ = worlds.departed()
    worlds.seen(route, today)
    route.vehicle.state.route = other
    route.vehicle.state.save()
    assert followed(rosa, at=today).van is None


def test_the_steps_begin_at_the_dock(today):
    _route, (rosa, *_) = worlds.departed()
    worlds.happened(rosa, "delivery", "delivery.accepted", EIGHT - 90 * MINUTE)
    worlds.happened(rosa, "shipment", "shipment.packed", EIGHT - 60 * MINUTE)
    worlds.happened(rosa, "shipment", "shipment.loaded", EIGHT - 20 * MINUTE)
    worlds.happened(rosa, "delivery", "delivery.out", EIGHT)
    steps = followed(rosa, at=today).steps
    assert [step.state for step in steps] == ["done", "done", "done", "now", "todo"]
    assert steps[1].at == EIGHT - 60 * MINUTE


def test_done_says_when_and_a_failure_says_why(today):
    _route, (rosa, sam, _) = worlds.departed()
    worlds.attempted(rosa, "DELIVERED", EIGHT + 12 * MINUTE)
    worlds.attempted(sam, "FAILED", EIGHT + 15 * MINUTE, reason="NOT_HOME")
    assert ">10:12<" in page_of(rosa).content.decode()
    assert "Nobody there" in page_of(sam).content.decode()


def test_the_page_asks_as_often_for_two_stops_as_for_four(today, django_assert_num_queries):
    for how_many in (2, 4):
        route, given = worlds.departed(how_many)
        worlds.seen(route, today)
        with django_assert_num_queries(9):  # two of them: is a PIN due, and for which goods
            followed(given[0], at=today)


@pytest.mark.parametrize(("minutes", "wide"), [(0, 15), (30, 20), (120, 35), (600, 65)])
def test_the_window_gets_narrower_as_the_van_comes_nearer(minutes, wide):
    begins, ends = window_around(EIGHT + minutes * MINUTE, at=EIGHT)
    assert begins <= EIGHT + minutes * MINUTE <= ends
    assert begins >= EIGHT
    assert ends - begins <= (wide + 5) * MINUTE


def test_what_was_told_and_no_longer_holds_is_said_plainly(today):
    from pod.models import Notification

    _route, (rosa, *_) = worlds.departed()
    worlds.expect(rosa, EIGHT + 60 * MINUTE)
    Notification.objects.create(
        delivery=rosa, trigger="DEPARTED", occasion=1, recipient="r@example.org", status="SENT",
        due_at=EIGHT, ended_at=EIGHT, told_from=EIGHT, told_until=EIGHT + 30 * MINUTE,
    )  # fmt: skip
    assert "Later than we told you" in page_of(rosa).content.decode()


def test_stops_that_are_done_do_not_count(today):
    _route, (rosa, sam, _) = worlds.departed()
    Stop.objects.filter(tasks__delivery=rosa).update(status="DONE")
    assert followed(sam, at=today).arrival.stops_before == 0
