"""Small last-mile worlds for tests: a site, vehicles on shifts, deliveries, routes with stops."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from core.public_ids import uuid7
from lastmile.models import (
    Address,
    Delivery,
    Driver,
    LoadUnit,
    Route,
    Shift,
    Stop,
    StopTask,
    Trip,
    Vehicle,
    VehicleType,
)
from lastmile.states import SiteChoice
from wms.models import HandlingUnit, Location, OutboundOrder, Owner, Shipment, Site
from wms.services.sscc import next_sscc
from wms.states import LocationKind

_numbers = count(1)
DAY = date(2026, 3, 2)
EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def site(code: str = "", **facts) -> Site:
    """A warehouse in Helsinki's centre."""
    facts = {
        "name": "Warehouse",
        "longitude": 24.94,
        "latitude": 60.17,
        "time_zone": "Europe/Helsinki",
    } | facts
    return Site.objects.create(code=code or f"S{next(_numbers)}", **facts)


def owner() -> Owner:
    """The one company whose stock it is."""
    return Owner.objects.get_or_create(code="MAIN", defaults={"name": "Main"})[0]


def van(at: Site, code: str = "", **facts) -> Vehicle:
    """A van of a type that holds 800 kg and 8 m³."""
    code = code or f"V{next(_numbers)}"
    kind, _ = VehicleType.objects.get_or_create(
        code="van", defaults={"name": "Van", "capacity_g": 800_000, "capacity_ml": 8_000_000}
    )
    location = Location.objects.create(site=at, code=f"VEH-{code}", kind=LocationKind.VEHICLE)
    return Vehicle.objects.create(code=code, site=at, type=kind, location=location, **facts)


def driver(at: Site, name: str = "Cem", **facts) -> Driver:
    """Somebody who drives."""
    return Driver.objects.create(code=f"D{next(_numbers)}", name=name, site=at, **facts)


def shift(at: Site, vehicle: Vehicle | None = None, *, opens=EIGHT, hours: int = 8, **facts) -> Shift:
    """Eight hours from eight o'clock."""
    vehicle = vehicle or van(at)
    return Shift.objects.create(
        site=at,
        vehicle=vehicle,
        works_on=DAY,
        opens=opens,
        closes=opens + timedelta(hours=hours),
        start_site=at,
        end_site=at,
        **facts,
    )


def address(**facts) -> Address:
    """A located house."""
    number = next(_numbers)
    defaults = {
        "match_key": f"key-{number}",
        "line1": f"Mannerheimintie {number}",
        "postcode": "00100",
        "town": "Helsinki",
        "longitude": 24.93,
        "latitude": 60.18,
        "access_longitude": 24.9301,
        "access_latitude": 60.1801,
        "level": "HOUSE",
        "confidence": 100,
        "source": "local",
        "status": "LOCATED",
    }
    return Address.objects.create(**defaults | facts)


def delivery(at: Site, to: Address | None = None, **facts) -> Delivery:
    """An accepted order with one planned shipment and its delivery; a premise, not the story of one."""
    number = next(_numbers)
    order = OutboundOrder.objects.create(
        number=f"O{number}",
        source="test",
        external_id=f"E{number}",
        site=at,
        owner=owner(),
        accepted_at=EIGHT,
    )
    shipment = Shipment.objects.create(order=order, weight_g=1000, volume_ml=2000)
    defaults = {
        "recipient_name": "Rosa",
        "deliver_on": DAY,
        "service_seconds": 180,
        "site_choice": SiteChoice.ONLY,
    }
    return Delivery.objects.create(
        order=order, shipment=shipment, address=to or address(), **defaults | facts
    )


def route(of: Shift, *deliveries: Delivery, starts_at=EIGHT, hours: int = 2, **facts) -> Route:
    """A planned route of one trip with one stop per delivery."""
    made = Route.objects.create(
        code=f"R{next(_numbers)}",
        site=of.site,
        works_on=of.works_on,
        shift=of,
        vehicle=of.vehicle,
        driver=of.driver,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        **facts,
    )
    trip = Trip.objects.create(
        route=made,
        number=1,
        from_site=of.site,
        to_site=of.site,
        departs_at=made.starts_at,
        returns_at=made.ends_at,
    )
    for number, one in enumerate(deliveries, 1):
        task(stop(trip, number), one)
    return made


def stop(trip: Trip, sequence: int | None, **facts) -> Stop:
    """A stop ten minutes after the one before."""
    at = trip.departs_at + timedelta(minutes=10 * (sequence or 1))
    times = {"planned_arrival_at": at, "planned_start_at": at, "planned_departure_at": at}
    return Stop.objects.create(public_id=uuid7(), trip=trip, sequence=sequence, **times | facts)


def task(at: Stop, of: Delivery | None, *, sequence: int = 1, **facts) -> StopTask:
    """Something to do there: a delivery, unless it says otherwise."""
    times = {"planned_start_at": at.planned_start_at, "planned_end_at": at.planned_departure_at}
    return StopTask.objects.create(stop=at, sequence=sequence, delivery=of, **times | facts)


def put_on_board(of: Route) -> None:
    """Everything that is planned into the vehicle stands in it, packed; a premise, not the story of it."""
    for unit in LoadUnit.objects.filter(load__trip__route=of, loaded_at__isnull=True, short_reason=""):
        unit.handling_unit = HandlingUnit.objects.create(
            sscc=next_sscc(), site=of.site, location=of.vehicle.location
        )
        unit.loaded_at = EIGHT
        unit.save()
