"""The document that a driver's phone keeps for the way."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lastmile.models import Driver, RouteRevision, Stop
from lastmile.queries.revision_diffs import compare
from pod.queries.day import as_bytes, day_of
from tests.accounts.phones import Phone
from tests.lastmile import worlds
from tests.lastmile.doors import ENOUGH, act, on_the_road
from wms.models import Item

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = "/api/v1/driver/day/"


def _day(driver):
    return json.loads(as_bytes(day_of(driver, at=NINE))[0])


def _get(phone, **headers):
    return phone.client.get(DAY, HTTP_AUTHORIZATION=phone.authorization, **headers)


def test_it_tells_the_way_along_the_road_to_each_door_and_back(road):
    Stop.objects.update(travel_path="_p~iF~ps|U")
    road.route.trips.update(return_path="_ulLnnqC")
    [route] = _day(road.route.driver)["routes"]
    assert [stop["path"] for stop in route["stops"]] == ["_p~iF~ps|U"] * 2
    assert route["return_path"] == "_ulLnnqC"


def test_it_tells_who_where_what_and_what_must_be_shown(road):
    delivery = road.deliveries[0]
    delivery.instructions, delivery.recipient_phone = "Door left of the garage", "+358 40 1234567"
    delivery.save()

    day = _day(road.route.driver)

    [route] = day["routes"]
    assert (route["code"], route["status"], len(route["stops"]), len(route["load"])) == (
        road.route.code, "DEPARTED", 2, 2,
    )  # fmt: skip
    stop = route["stops"][0]
    assert (stop["sequence"], stop["status"], stop["address"]["line1"]) == (
        1, "PLANNED", delivery.address.line1,
    )  # fmt: skip
    [task] = stop["tasks"]
    assert (task["recipient"], task["phone"], task["instructions"]) == (
        "Rosa", "+358 40 1234567", "Door left of the garage",
    )  # fmt: skip
    assert [(one["number"], one["quantity"]) for one in task["lines"]] == [(1, 3)]
    assert len(task["parcels"]) == 1
    recipe = day["recipes"][task["recipe"]]
    assert [(one["kind"], one["mode"]) for one in recipe["DELIVERED/RECIPIENT"]] == [
        ("NOTE", "OPTIONAL"), ("PHOTO", "OPTIONAL"), ("SCAN", "OPTIONAL"), ("SIGNATURE", "MANDATORY_UNLESS"),
    ]  # fmt: skip
    assert len(recipe) == 2 * 6 + 9
    assert day["words"]["reasons"]["NOT_HOME"] == "Nobody there"
    assert task["pin"] is None


def test_dear_goods_bring_a_verifier_and_never_the_pin(road):
    Item.objects.update(value_minor=20_000)
    day = _day(road.route.driver)
    pins = [stop["tasks"][0]["pin"] for stop in day["routes"][0]["stops"]]
    assert pins[0]["rounds"] == 60_000
    assert pins[1] is None, "two pieces are worth less than five hundred"
    assert set(pins[0]) == {"salt", "rounds", "digest", "digits", "tries"}


def test_its_version_changes_with_what_happens_and_with_nothing_else(road, phone):
    first = _get(phone)
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    same = _get(phone, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (same.status_code, same.content) == (304, b"")

    phone.told(phone.made("stop.arrive", subject=str(road.task().stop.public_id)))

    other = _get(phone, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (other.status_code, other.json()["routes"][0]["stops"][0]["status"]) == (200, "ARRIVED")


def test_its_statements_do_not_grow_with_the_stops(cem):
    driver = None
    counts = []
    for stops in (2, 8):
        Driver.objects.update(user=None)
        site = worlds.site()
        driver = worlds.driver(site, user=cem)
        on_the_road(*[(2, 1)] * stops, site=site, driver=driver)
        driver = Driver.objects.select_related("site").get(pk=driver.pk)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert len(day_of(driver, at=NINE)["routes"][0]["stops"]) == stops
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 25


def test_a_delivery_that_ended_shows_how_and_by_which_command(road):
    from lastmile.services.delivering import deliver

    done = act()
    deliver(task=road.task(), act=done, evidence=ENOUGH)
    [visit] = _day(road.route.driver)["routes"][0]["stops"][0]["tasks"][0]["visits"]
    assert (visit["outcome"], visit["command"]) == ("DELIVERED", str(done.command_id))


def test_only_a_drivers_phone_reads_it(road, eve, cem):
    assert Phone(cem, scope="FLOOR").client.get(DAY).status_code == 401
    floor = Phone(cem, scope="FLOOR")
    assert _get(floor).status_code == 404
    assert _get(Phone(eve)).status_code == 403


@pytest.mark.parametrize(
    ("status", "facts", "shown"),
    [
        ("DEPARTED", {}, True),
        ("RELEASED", {"departed_at": None}, True),
        ("PLANNED", {"departed_at": None, "released_at": None}, False),
        ("PLANNED", {"departed_at": None, "released_at": None, "sent_revision": 1}, True),
    ],
)
def test_a_route_is_shown_once_it_was_told_or_released(road, status, facts, shown):
    for name, value in {"status": status, **facts}.items():
        setattr(road.route, name, value)
    road.route.save()
    assert bool(_day(road.route.driver)["routes"]) is shown


def _stop(name, sequence, minute=0, delivery="d"):
    at = f"2026-03-02T09:{minute:02d}:00+00:00"
    return {
        "stop": name,
        "sequence": sequence,
        "arrives_at": at,
        "tasks": [{"kind": "DELIVER", "delivery": delivery}],
    }


def test_changes_are_told_stop_by_stop():
    before = [_stop("a", 1), _stop("b", 2, 10), _stop("c", 3, 20), _stop("e", 4, 30)]
    after = [_stop("a", 1, 4), _stop("n", 2, 12), _stop("c", 3, 26), _stop("b", 4, 30)]
    said = [(one.kind, one.stop, one.sequence, one.was) for one in compare(before, after)]
    assert said == [
        ("ADDED", "n", 2, None),
        ("RETIMED", "c", 3, 3),
        ("MOVED", "b", 4, 2),
        ("REMOVED", "e", None, 4),
    ]


def test_the_driver_reads_the_changes_and_then_they_are_gone(road, phone):
    delivery = str(road.deliveries[1].public_id)
    for number, stops in ((1, []), (2, [_stop(str(road.task(2).stop.public_id), 2, delivery=delivery)])):
        RouteRevision.objects.create(route=road.route, number=number, kind="INSERT", stops=stops)
    road.route.planned_revision = road.route.sent_revision = 2
    road.route.acknowledged_revision = 1
    road.route.save()

    [change] = _get(phone).json()["routes"][0]["revision"]["changes"]
    assert (change["kind"], change["sequence"], change["recipients"]) == ("ADDED", 2, ["Rosa"])

    phone.told(phone.made("route.acknowledge", {"revision": 2}, subject=str(road.route.public_id)))
    revision = _get(phone).json()["routes"][0]["revision"]
    assert revision == {"sent": 2, "acknowledged": 2, "changes": []}
