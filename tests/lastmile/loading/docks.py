"""A van at a dock: orders picked into cartons that stand in the lane, on a route that was released."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from lastmile.models import Compartment, Delivery, Load, LoadUnit, Route, StopTask, Trip
from lastmile.services.load_writing import write_loads
from lastmile.services.loading import Act
from lastmile.states import DeliveryStatus, LoadingPolicy, RouteStatus
from tests.factories import MORNING
from tests.lastmile import worlds
from tests.lastmile.planning import days
from wms.models import Allocation, HandlingUnit, Location, Shipment, Site
from wms.services import picking, places, releasing, sscc
from wms.states import Discipline, LocationKind, ShipmentStatus

_numbers = count(1)


@dataclass
class Dock:
    """One route, its load, its cartons by stop, and the lane that they stand in."""

    site: Site
    lane: Location
    route: Route
    load: Load
    deliveries: list[Delivery]
    acts: int = field(default=0)

    def act(self, key: str = "") -> Act:
        """Something done with a scanner, a second after the last."""
        self.acts += 1
        at = MORNING + timedelta(seconds=self.acts)
        return Act(by=None, at=at, key=key or f"{self.site.code}-{self.acts}", device="scanner")

    def unit(self, stop: int, number: int = 1) -> LoadUnit:
        """A unit of the order at that stop, as it is now."""
        delivery = self.deliveries[stop - 1]
        rows = LoadUnit.objects.select_related("handling_unit__location")
        return rows.get(load=self.load, task__delivery=delivery, number=number)

    def code(self, stop: int, number: int = 1) -> str:
        """What a scanner reads from that unit's label."""
        return f"]C100{self.unit(stop, number).handling_unit.sscc}"

    @property
    def van(self) -> Location:
        """Where what is in the van stands, on the books."""
        return self.route.vehicle.location


def dock(
    *units: int,
    policy: LoadingPolicy = LoadingPolicy.STRICT_LIFO,
    at: Site | None = None,
    grid: tuple[int, int, int] = (0, 1, 1),
    lane: str = "LANE-1",
) -> Dock:
    """A released route with one stop per figure; the figure is how many cartons its order has."""
    site = at or worlds.site(f"QUAY{next(_numbers)}")
    if at is None:
        places.virtual_location(site_id=site.pk, kind=LocationKind.SUPPLIER)
    kind = days.van_type(loading_policy=policy)
    if grid[0]:
        Compartment.objects.create(
            vehicle_type=kind, number=1, name="Box", capacity_g=800_000, capacity_ml=8_000_000,
            rows=grid[0], lanes=grid[1], tiers=grid[2],
        )  # fmt: skip
    shift = days.shift(site, kind)
    deliveries = [days.delivery(site, shipment={"units": number}) for number in units]
    route = worlds.route(shift, *deliveries)
    trip = Trip.objects.select_related("route__vehicle__type").get(route=route)
    tasks = list(
        StopTask.objects.filter(stop__trip=trip).select_related("stop", "delivery__shipment").order_by("stop")
    )
    write_loads(trips=[trip], by_trip=[tasks])
    lane_ = Location.objects.create(
        site=site, code=lane, kind=LocationKind.LANE, discipline=Discipline.DRIVE_THROUGH
    )
    for delivery in deliveries:
        _pack(delivery, lane_)
    Route.objects.filter(pk=route.pk).update(status=RouteStatus.RELEASED, released_at=MORNING)
    route.refresh_from_db()
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).update(status=DeliveryStatus.PLANNED)
    load = Load.objects.get(trip=trip)
    load.lane, load.lane_from, load.lane_until = (
        lane_,
        MORNING - timedelta(hours=1),
        MORNING + timedelta(hours=2),
    )
    load.save()
    return Dock(site, lane_, route, load, deliveries)


def _pack(delivery: Delivery, lane: Location) -> None:
    """The order's box is picked into its first carton; the others hold none of it. All stand in the lane."""
    releasing.release(order_ids=[delivery.order_id], by=None, at=MORNING, on=delivery.deliver_on)
    claim = Allocation.objects.get(line__order=delivery.order_id)
    for unit in LoadUnit.objects.filter(task__delivery=delivery).order_by("number"):
        carton = HandlingUnit.objects.create(sscc=sscc.next_sscc(), site=lane.site, location=lane)
        unit.handling_unit = carton
        unit.save(update_fields=["handling_unit"])
        if unit.number == 1:
            picking.pick_allocated(
                idempotency=("test", f"pick {claim.pk}"), allocation=claim, quantity=1, to_location=lane,
                effective_at=MORNING, by=None, to_unit=carton,
            )  # fmt: skip
    Shipment.objects.filter(pk=delivery.shipment_id).update(status=ShipmentStatus.STAGED)
