"""A route on the road for tests: parcels on the books stand in the van, and the driver is on the way.

What loading and departure do to the books is done here through the ledger; the rest is a premise.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from core.public_ids import uuid7
from lastmile.models import Delivery, Load, LoadUnit, Route, StopTask
from lastmile.services.delivering import Act, Evidence
from lastmile.states import LoadStatus, RouteStatus
from tests.lastmile import worlds
from tests.lastmile.worlds import EIGHT
from wms.models import HandlingUnit, Item, Location, OutboundOrder, Site, StockBalance
from wms.services import ledger, orders, places, promising
from wms.services.ledger import Leg
from wms.services.orders import NewLine, NewOrder
from wms.services.sscc import next_sscc
from wms.states import LocationKind, OrderStatus, ShipmentStatus, TransactionKind

_numbers = count(1)
PHONE, OTHER_PHONE = "phone-1", "phone-2"
ENOUGH = Evidence(kinds=frozenset({"PHOTO", "SIGNATURE", "NOTE"}))
"""All that the house's rules ask for at a door."""


@dataclass
class Road:
    """One van that left at eight, with one parcel per delivery on board."""

    site: Site
    route: Route
    deliveries: list[Delivery] = field(default_factory=list)

    def task(self, number: int = 1) -> StopTask:
        """What is to be done at the n-th stop."""
        return StopTask.objects.get(delivery=self.deliveries[number - 1], stop__trip__route=self.route)

    @property
    def van(self) -> Location:
        """Where the van's goods stand on the books."""
        return self.route.vehicle.location

    def on_van(self) -> int:
        """Pieces on the van, in whatever state."""
        return _sum(self.van)

    def with_customers(self) -> int:
        """Pieces that were handed over."""
        return _sum(places.virtual_location(site_id=self.site.pk, kind=LocationKind.CUSTOMER))


def on_the_road(*quantities: tuple[int, ...], driver=None, site: Site | None = None, **item_facts) -> Road:
    """A departed route with one stop per tuple; each tuple is the quantities of that order's lines."""
    at = site or worlds.site()
    for kind in (LocationKind.SUPPLIER, LocationKind.CUSTOMER, LocationKind.LOSS, LocationKind.TRANSIT):
        places.virtual_location(site_id=at.pk, kind=kind)
    van = worlds.van(at)
    shift = worlds.shift(at, van, driver=driver or worlds.driver(at))
    deliveries = [_ordered(at, amounts, item_facts) for amounts in quantities]
    route = worlds.route(
        shift, *deliveries, status=RouteStatus.DEPARTED, released_at=EIGHT, departed_at=EIGHT, hours=4
    )
    load = Load.objects.create(
        trip=route.trips.get(), status=LoadStatus.LOADED, started_at=EIGHT, loaded_at=EIGHT
    )
    for rank, delivery in enumerate(deliveries, 1):
        _put_on_van(load, rank, delivery, van.location)
    OutboundOrder.objects.filter(pk__in=[one.order_id for one in deliveries]).update(
        status=OrderStatus.RELEASED
    )
    for delivery in deliveries:
        delivery.shipment.status = ShipmentStatus.ISSUED
        delivery.shipment.save()
    return Road(at, route, deliveries)


def act(minutes: float = 0, *, device: str = PHONE, command_id=None, by=None) -> Act:
    """Something told by a phone, so many minutes after nine."""
    at: datetime = EIGHT + timedelta(hours=1, minutes=minutes)
    return Act(by=by, occurred_at=at, device=device, command_id=command_id or uuid7())


def move_to(delivery: Delivery, other: Road) -> StopTask:
    """The office gave the delivery to another van, without its goods."""
    StopTask.objects.filter(delivery=delivery, status="OPEN").update(status="CANCELLED", ended_at=EIGHT)
    trip = other.route.trips.get()
    return worlds.task(worlds.stop(trip, trip.stops.count() + 1), delivery)


def _ordered(at: Site, amounts: tuple[int, ...], item_facts: dict) -> Delivery:
    """An order that was accepted and promised from a full shelf."""
    shelf = Location.objects.get_or_create(site=at, code="A-01")[0]
    supplier = places.virtual_location(site_id=at.pk, kind=LocationKind.SUPPLIER)
    lines, legs = [], []
    for number, quantity in enumerate(amounts, 1):
        facts = {"sku": f"SKU-{next(_numbers)}", "name": f"Thing {number}"} | item_facts
        item = Item.objects.create(**facts)
        lines.append(NewLine(item_id=item.pk, quantity=quantity))
        leg = Leg(item=item, quantity=quantity, origin=supplier, target=shelf, owner=worlds.owner(),
                  serials=_serials(item, quantity))  # fmt: skip
        legs.append(leg)
    _post(at, TransactionKind.RECEIPT, legs)
    new = NewOrder(
        source="test", external_id=f"door-{next(_numbers)}", site_id=at.pk, owner_id=worlds.owner().pk,
        lines=tuple(lines),
    )  # fmt: skip
    answer = orders.accept_orders(orders=[new], by=None, at=EIGHT)[0]
    return Delivery.objects.create(
        order_id=answer.order_id, shipment_id=answer.shipment_id, address=worlds.address(), status="OUT",
        recipient_name="Rosa", deliver_on=worlds.DAY, service_seconds=180, site_choice="ONLY",
    )  # fmt: skip


def _put_on_van(load: Load, rank: int, delivery: Delivery, van: Location) -> None:
    shelf = Location.objects.get(site=van.site, code="A-01")
    unit = HandlingUnit.objects.create(sscc=next_sscc(), site=van.site, location=van)
    lines = list(delivery.order.lines.select_related("item"))
    legs = [
        Leg(
            item=line.item, quantity=line.quantity, origin=shelf, target=van, owner=delivery.order.owner,
            to_unit=unit, line=line, serials=_serials(line.item, line.quantity),
        )
        for line in lines
    ]  # fmt: skip
    _post(van.site, TransactionKind.LOAD, legs)
    promising.close_promises(line_ids=[line.pk for line in lines], at=EIGHT)
    task = delivery.tasks.get()
    LoadUnit.objects.create(
        load=load, task=task, shipment=delivery.shipment, number=1, handling_unit=unit, load_rank=rank,
        loaded_at=EIGHT,
    )  # fmt: skip


def _post(at: Site, kind: TransactionKind, legs: list[Leg]) -> None:
    key = ("test", f"door-{next(_numbers)}")
    ledger.post(idempotency=key, kind=kind, site=at, effective_at=EIGHT, by=None, legs=legs)


def _serials(item: Item, quantity: int) -> tuple[str, ...]:
    return tuple(f"{item.sku}/{n}" for n in range(quantity)) if item.tracking == "SERIAL" else ()


def _sum(place: Location) -> int:
    return sum(StockBalance.objects.filter(location=place).values_list("on_hand", flat=True))
