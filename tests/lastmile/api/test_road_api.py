"""Positions, incidents and live routes by the API."""

import pytest

from lastmile.models import Incident, Route, VehiclePosition
from lastmile.services import incidents
from lastmile.services.incidents import Cause
from lastmile.states import IncidentKind, Severity
from tests import factories
from tests.accounts.phones import Phone
from tests.lastmile import worlds
from tests.lastmile.road import fleets
from tests.lastmile.worlds import EIGHT, HOUR
from wms.services import places

pytestmark = pytest.mark.django_db

POSITIONS = "/api/v1/driver/positions/"
INCIDENTS = "/api/v1/lastmile/incidents/"


@pytest.fixture
def route(cem):
    site = worlds.site()
    return fleets.gone(site, driver=worlds.driver(site, user=cem), stops=1)


@pytest.fixture
def phone(cem):
    return Phone(cem)


def _fix(number, **facts):
    at = f"2026-03-02T08:10:{number:02d}Z"
    return {"sequence": number, "at": at, "longitude": 24.94, "latitude": 60.17, "accuracy": 8.4} | facts


def _post(phone, body):
    return phone.client.post(POSITIONS, body, format="json", HTTP_AUTHORIZATION=phone.authorization)


def test_a_phone_reports_where_it_is_and_hears_what_became_of_it(route, phone):
    batch = [
        _fix(1, speed=11.2, heading=359.7),
        _fix(2),
        _fix(2),
        _fix(3, latitude=None),
        _fix(4, longitude="x"),
    ]

    answer = _post(phone, {"fixes": batch})

    assert answer.status_code == 200
    assert answer.json() == {
        "stored": 2, "duplicates": 1, "doubted": 0, "refused": {"IMPOSSIBLE": 2}, "follow": False,
    }  # fmt: skip
    first = VehiclePosition.objects.order_by("fixed_at").first()
    assert (first.device, first.accuracy_m, first.speed_kmh, first.heading) == (
        phone.device.public_id, 8, 40, 0,
    )  # fmt: skip


def test_a_phones_wrong_clock_is_set_right_by_what_it_said_of_it(route, phone):
    _post(phone, {"fixes": [_fix(1)], "clock_offset_ms": -60_000})

    assert VehiclePosition.objects.get().fixed_at == EIGHT + 9 * fleets.MINUTE + fleets.SECOND


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ([], 422),
        ({"fixes": "x"}, 422),
        ({"fixes": [{}] * 501}, 422),
        ({"fixes": [], "clock_offset_ms": "much"}, 422),
        ({"fixes": [None, 3, "x", [], {}]}, 200),
        ({"fixes": [_fix(1, at="0001-01-01T00:00:00Z")], "clock_offset_ms": -(10**11)}, 200),
        ({"fixes": [_fix(1, accuracy=1e300, speed=1e300, heading=1e300)]}, 200),
        ({"fixes": [_fix(10**20)]}, 200),
        ({"fixes": []}, 200),
    ],
)
def test_whatever_a_phone_sends_gets_an_answer_that_it_understands(route, phone, body, status):
    assert _post(phone, body).status_code == status


def test_numbers_that_json_does_not_have_are_refused(route, phone):
    text = '{"fixes": [{"sequence": 1, "at": "2026-03-02T08:10:00Z", "longitude": NaN, "latitude": 1}]}'
    answer = phone.client.post(
        POSITIONS, text, content_type="application/json", HTTP_AUTHORIZATION=phone.authorization
    )

    assert answer.status_code == 400
    assert not VehiclePosition.objects.exists()


def test_staff_strangers_and_scanners_of_the_warehouse_report_no_positions(route, client_of, bo, ada):
    assert client_of(bo).post(POSITIONS, {"fixes": []}, format="json").status_code in {401, 403}
    scanner = Phone(ada, scope="FLOOR")
    assert _post(scanner, {"fixes": [_fix(1)]}).status_code == 403


def test_after_the_return_the_phone_is_told_to_stop(route, phone):
    Route.objects.filter(pk=route.pk).update(status="RETURNED", returned_at=EIGHT + 5 * fleets.MINUTE)

    assert _post(phone, {"fixes": [_fix(1)]}).json() == {
        "stored": 0, "duplicates": 0, "doubted": 0, "refused": {"NO_ROUTE": 1}, "follow": False,
    }  # fmt: skip


@pytest.fixture
def incident(route):
    cause = Cause(
        kind=IncidentKind.CONFLICT, severity=Severity.HIGH, site_id=route.site_id, subject_type="route",
        subject_id=route.public_id, route_id=route.pk, facts={"why": "two phones"},
    )  # fmt: skip
    return incidents.raise_incidents(causes=[cause], at=EIGHT)[0]


@pytest.fixture
def dispatcher(bo, route, client_of):
    bo.is_superuser = True
    bo.save()
    return client_of(bo)


def test_incidents_of_ones_sites_are_listed_and_narrowed(dispatcher, incident, route):
    rows = dispatcher.get(INCIDENTS).json()["results"]
    assert [(row["id"], row["kind"], row["route"]) for row in rows] == [
        (str(incident.public_id), "CONFLICT", str(route.public_id))
    ]
    for query, count in (
        ("status=OPEN", 1), ("status=RESOLVED", 0), ("kind=LATE", 0), (f"route={route.public_id}", 1),
        (f"site={route.site.code}", 1), ("site=nowhere", 0),
    ):  # fmt: skip
        assert len(dispatcher.get(f"{INCIDENTS}?{query}").json()["results"]) == count
    for query in ("status=x", "kind=x", "route=x", "sites=x"):
        assert dispatcher.get(f"{INCIDENTS}?{query}").status_code == 422


def test_an_incident_is_taken_on_put_off_ended_and_opened_again(dispatcher, incident, bo):
    def act(verb, body=None):
        answer = dispatcher.post(
            f"{INCIDENTS}{incident.public_id}/{verb}/", body or {}, format="json",
            HTTP_IDEMPOTENCY_KEY=verb,
        )  # fmt: skip
        return answer.status_code, answer.json().get("status"), answer.json().get("owner")

    assert act("acknowledge") == (200, "ACKNOWLEDGED", "Bo")
    assert act("snooze") == (200, "SNOOZED", "Bo")
    assert act("resolve", {"note": "both were right"}) == (200, "RESOLVED", "Bo")
    assert act("reopen") == (200, "OPEN", "Bo")
    assert act("acknowledge")[0] == 200
    assert Incident.objects.get().status == "OPEN"


def test_an_act_that_makes_no_sense_is_refused_and_changes_nothing(dispatcher, incident, bo):
    incidents.resolve(incident_id=incident.pk, note="", by=bo, at=EIGHT)

    answer = dispatcher.post(f"{INCIDENTS}{incident.public_id}/snooze/", HTTP_IDEMPOTENCY_KEY="1")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert Incident.objects.get().status == "RESOLVED"


def test_who_may_not_run_the_day_may_not_act_and_other_sites_are_not_there(
    incident, route, client_of, ada, bo
):
    places.grant_access(user=ada, site=route.site)
    address = f"{INCIDENTS}{incident.public_id}/"
    assert client_of(ada).get(address).status_code == 200
    assert client_of(ada).post(f"{address}resolve/", {}, HTTP_IDEMPOTENCY_KEY="1").status_code == 403
    assert client_of(bo).get(address).status_code == 404
    assert client_of(bo).post(f"{address}resolve/", {}, HTTP_IDEMPOTENCY_KEY="1").status_code in {403, 404}
    assert client_of(factories.user("nobody")).get(address).status_code == 403


def test_a_route_as_it_is_now(dispatcher, route, phone, django_assert_max_num_queries):
    _post(phone, {"fixes": [_fix(1), _fix(2)]})

    with django_assert_max_num_queries(20):
        answer = dispatcher.get(f"/api/v1/lastmile/routes/{route.public_id}/live/")

    told = answer.json()
    assert (told["code"], told["status"], told["done"], told["total"]) == (route.code, "DEPARTED", 0, 1)
    assert (told["vehicle"]["latitude"], told["vehicle"]["is_moving"]) == (60.17, False)
    assert told["stops"][0]["window_closes"] == (EIGHT + HOUR + 10 * fleets.MINUTE).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    assert told["stops"][0]["slack_seconds"] == 3600


def test_a_route_of_another_site_is_not_there(route, client_of, bo, cem):
    address = f"/api/v1/lastmile/routes/{route.public_id}/live/"
    assert client_of(bo).get(address).status_code == 404
    assert client_of(cem).get(address).status_code == 403
