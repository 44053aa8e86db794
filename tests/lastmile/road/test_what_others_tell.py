"""What the pick, the vehicle and the door tell becomes incidents, and arrivals are worked out anew."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import events
from core.models import PublicEvent
from lastmile import tasks
from lastmile.door_states import Conflict
from lastmile.events import ConflictsFound, DeliveriesFailed, RoutesReturned, StopsArrived
from lastmile.models import DeliveryAttempt, Incident, Route, SiteWatch, StopEstimate
from lastmile.queries.access import may_watch_route
from lastmile.services import detecting
from tests.lastmile import worlds
from tests.lastmile.planning import days
from tests.lastmile.road import fleets
from tests.lastmile.worlds import EIGHT
from wms.events import PicksShort
from wms.models import OutboundOrderLine
from wms.services import places

pytestmark = pytest.mark.django_db


@pytest.fixture
def route(db):
    return fleets.gone(worlds.site(), stops=1)


@pytest.fixture
def stop(route):
    return fleets.stops_of(route)[0]


@pytest.fixture
def delivery(stop):
    return stop.tasks.get().delivery


@pytest.fixture
def rung(monkeypatch):
    """What was asked of the worker."""
    calls = []
    monkeypatch.setattr(
        tasks.something_happened, "apply_async", lambda **facts: calls.append(facts["kwargs"])
    )
    return calls


def _publish(event, capture):
    with capture(execute=True), transaction.atomic():
        events.publish(event)


def test_a_failed_delivery_names_the_drivers_reason_and_is_cleared_when_it_is_undone(
    route, stop, delivery, rung, django_capture_on_commit_callbacks
):
    DeliveryAttempt.objects.create(
        delivery=delivery, number=1, outcome="FAILED", reason="NOT_HOME", note="dog", occurred_at=EIGHT
    )
    delivery.status = "FAILED"
    delivery.save()
    _publish(
        DeliveriesFailed(delivery_ids=(delivery.pk,), attempt_ids=()), django_capture_on_commit_callbacks
    )

    incident = Incident.objects.get()
    assert (incident.kind, incident.route, incident.stop, incident.delivery) == (
        "NOT_DELIVERED", route, stop, delivery,
    )  # fmt: skip
    assert incident.facts == {"order": delivery.order.number, "reason": "NOT_HOME", "note": "dog"}
    assert rung == [{"delivery_ids": [delivery.pk]}]

    delivery.status = "OUT"
    delivery.save()
    assert detecting.detect(site_ids=None, at=EIGHT).cleared == 1


def test_a_conflict_is_an_incident_without_the_name_of_the_recipient(
    delivery, django_capture_on_commit_callbacks
):
    facts = {"recipient": "Rosa", "route": "R1"}
    for _twice in range(2):
        event = ConflictsFound(kind=Conflict.DELIVERED_TWICE.value, delivery_ids=(delivery.pk,), facts=facts)
        _publish(event, django_capture_on_commit_callbacks)

    incident = Incident.objects.get()
    assert (incident.kind, incident.severity) == ("CONFLICT", "HIGH")
    assert incident.facts["conflict"] == "DELIVERED_TWICE"
    assert "Rosa" not in str(list(PublicEvent.objects.values_list("facts", flat=True)))
    assert detecting.detect(site_ids=None, at=EIGHT).cleared == 0


def test_what_is_not_found_on_the_vehicle_is_a_short_load(delivery, django_capture_on_commit_callbacks):
    event = ConflictsFound(kind=Conflict.NOT_FOUND.value, delivery_ids=(delivery.pk,), facts={"units": 2})
    _publish(event, django_capture_on_commit_callbacks)

    assert Incident.objects.get().kind == "SHORT_LOAD"


def test_short_picks_name_what_is_missing_once_per_delivery(django_capture_on_commit_callbacks):
    ordered = [days.delivery(days.site()) for _ in range(2)]
    lines = OutboundOrderLine.objects.filter(order__in=[one.order_id for one in ordered])
    event = PicksShort(line_ids=tuple(lines.values_list("pk", flat=True)))
    for _twice in range(2):
        _publish(event, django_capture_on_commit_callbacks)

    told = Incident.objects.order_by("delivery")
    assert [(one.kind, one.delivery, one.facts["skus"]) for one in told] == [
        ("SHORT_PICK", one, ["BOX"]) for one in ordered
    ]


def test_an_arrival_rings_and_the_ring_works_out_the_site_at_once(
    route, stop, rung, django_capture_on_commit_callbacks
):
    _publish(StopsArrived(stop_ids=(stop.pk,)), django_capture_on_commit_callbacks)
    _publish(RoutesReturned(route_ids=(route.pk,)), django_capture_on_commit_callbacks)
    assert rung == [{"stop_ids": [stop.pk]}, {"route_ids": [route.pk]}]

    from django.utils import timezone

    now = timezone.now()
    Route.objects.update(
        starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(hours=1), departed_at=now
    )
    tasks.estimate_arrivals()
    first = SiteWatch.objects.get().estimated_at
    for call in (
        {"stop_ids": [stop.pk]},
        {"route_ids": [route.pk]},
        {"delivery_ids": [stop.tasks.get().delivery_id]},
    ):
        tasks.something_happened(**call)
        latest = StopEstimate.objects.get().computed_at
        assert latest == SiteWatch.objects.get().estimated_at > first
        first = latest
    tasks.detect_trouble()
    tasks.forget_positions()


def test_a_route_is_watched_by_who_may_see_it_and_by_its_driver(route, bo, cem, eve):
    key = str(route.public_id)
    assert not any(may_watch_route(person, key) for person in (bo, cem, eve))

    places.grant_access(user=bo, site=route.site)
    places.grant_access(user=eve, site=route.site)
    route.driver.user = cem
    route.driver.save()
    assert [may_watch_route(person, key) for person in (bo, cem, eve)] == [True, True, False]
    assert not may_watch_route(bo, "nonsense")
