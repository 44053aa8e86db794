"""Two workers look at one fleet at the same moment, and two phones speak for one van."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from core.models import PublicEvent
from lastmile.models import Incident, VehiclePosition, VehicleState
from lastmile.services import detecting, incidents, positions
from lastmile.services.positions import Fix
from lastmile.states import IncidentKind, IncidentStatus, Severity
from tests import factories
from tests.lastmile import worlds
from tests.lastmile.road import fleets
from tests.lastmile.road.fleets import MINUTE, SECOND
from tests.lastmile.worlds import EIGHT

pytestmark = pytest.mark.django_db(transaction=True)


def _together(*acts):
    """Run all of them at one moment, each on its own connection."""
    barrier = Barrier(len(acts))

    def run(act):
        connection.ensure_connection()
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_two_detectors_raise_each_incident_once_and_clear_it_once():
    site = worlds.site()
    routes = [fleets.gone(site, stops=1) for _ in range(10)]
    late = EIGHT + 6 * MINUTE

    found = _together(*[lambda: detecting.detect(site_ids=None, at=late)] * 4)

    assert sum(one.raised for one in found) == Incident.objects.count() == 10
    assert PublicEvent.objects.filter(type="incident.raised").count() == 10

    for route in routes:
        VehicleState.objects.create(
            vehicle=route.vehicle, route=route, fixed_at=late, longitude=24.9, latitude=60.1
        )
    found = _together(*[lambda: detecting.detect(site_ids=None, at=late)] * 4)

    assert sum(one.cleared for one in found) == 10
    assert PublicEvent.objects.filter(type="incident.cleared").count() == 10
    assert set(Incident.objects.values_list("status", flat=True)) == {IncidentStatus.RESOLVED}


def test_a_dispatcher_who_acts_while_the_detector_clears_is_not_overwritten():
    route = fleets.gone(worlds.site(), stops=1)
    bo = factories.user("bo", role="dispatcher")
    late = EIGHT + 6 * MINUTE
    detecting.detect(site_ids=None, at=late)
    incident = Incident.objects.get()
    VehicleState.objects.create(
        vehicle=route.vehicle, route=route, fixed_at=late, longitude=24.9, latitude=60.1
    )

    def resolve():
        try:
            incidents.resolve(incident_id=incident.pk, note="called him", by=bo, at=late)
        except Exception as error:  # noqa: BLE001 - judged below
            return type(error).__name__
        return "resolved"

    said, _found = _together(resolve, lambda: detecting.detect(site_ids=None, at=late))

    incident.refresh_from_db()
    assert incident.status == IncidentStatus.RESOLVED
    assert incident.cleared_at == late
    assert (said, incident.resolution) in [("resolved", "called him"), ("IllegalMoveError", "")]


def test_two_handlers_raise_the_same_failure_once():
    route = fleets.gone(worlds.site(), stops=1)
    delivery = fleets.stops_of(route)[0].tasks.get().delivery
    cause = incidents.Cause(
        kind=IncidentKind.CONFLICT, severity=Severity.HIGH, site_id=route.site_id,
        subject_type="delivery", subject_id=delivery.public_id,
    )  # fmt: skip

    born = _together(*[lambda: len(incidents.raise_incidents(causes=[cause], at=EIGHT))] * 6)

    assert sorted(born) == [0, 0, 0, 0, 0, 1]


def test_two_phones_of_one_driver_keep_everything_and_the_newest_fix_wins():
    dee = factories.user("dee", role="driver")
    site = worlds.site()
    fleets.gone(site, driver=worlds.driver(site, user=dee), stops=1)
    phones = [UUID(int=number) for number in (1, 2)]

    def send(number, batch):
        fixes = [
            Fix(
                sequence=step,
                fixed_at=EIGHT + (step * 2 + number) * SECOND,
                longitude=24.94,
                latitude=60.17 + step / 50_000,
            )
            for step in range(batch * 20, batch * 20 + 20)
        ]
        return positions.report_positions(
            user=dee, device=phones[number], fixes=fixes, at=EIGHT + 10 * MINUTE
        ).stored

    acts = [
        lambda number=number, batch=batch: send(number, batch) for number in (0, 1) for batch in (2, 0, 1, 2)
    ]
    stored = _together(*acts)

    assert sum(stored) == VehiclePosition.objects.count() == 120
    assert VehicleState.objects.get().fixed_at == EIGHT + 119 * SECOND
