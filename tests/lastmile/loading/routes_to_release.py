"""Planned routes with their loads, and what the floor does once they are released."""

from itertools import count

from lastmile.models import Delivery, Load, Route, StopTask, Trip
from lastmile.services.load_writing import write_loads
from lastmile.states import DeliveryStatus
from tests.factories import MORNING
from tests.lastmile import worlds
from tests.lastmile.planning import days
from wms.models import Location, Pick, Site
from wms.services import packing, picking, totes
from wms.services.packing import Piece
from wms.services.picking import Reach
from wms.states import Discipline, LocationKind

_commands = count(1)


def lane(site: Site, code: str, discipline=Discipline.DRIVE_THROUGH) -> Location:
    """A lane of the site."""
    return Location.objects.create(site=site, code=code, kind=LocationKind.LANE, discipline=discipline)


def planned(site: Site, *units: int, starts_at=worlds.EIGHT) -> Route:
    """A planned route with one stop per figure; the figure is how many units its order is estimated at."""
    shift = days.shift(site)
    deliveries = [days.delivery(site, shipment={"units": number}) for number in units]
    route = worlds.route(shift, *deliveries, starts_at=starts_at)
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).update(status=DeliveryStatus.PLANNED)
    trip = Trip.objects.select_related("route__vehicle__type").get(route=route)
    tasks = StopTask.objects.filter(stop__trip=trip).select_related("stop", "delivery__shipment")
    write_loads(trips=[trip], by_trip=[list(tasks.order_by("stop"))])
    return route


def load_of(route: Route) -> Load:
    """Its one load, as it stands."""
    return Load.objects.select_related("lane").get(trip__route=route)


def pick_and_pack(route: Route) -> None:
    """The floor picks every order of the route and packs each into one carton."""
    tote = totes.make_totes(site=route.site, count=1)[0]
    shipments = StopTask.objects.filter(stop__trip__route=route).values_list(
        "delivery__shipment_id", flat=True
    )
    for shipment in shipments.order_by("stop"):
        for pick in Pick.objects.to_do().filter(shipment=shipment):
            balance = pick.allocation.balance
            reach = Reach(
                place=balance.location.code, item=balance.item.sku, tote=tote.sscc, quantity=pick.left
            )
            facts = {"command": f"reach {next(_commands)}", "by": None, "at": MORNING}
            picking.confirm_pick(pick_id=pick.pk, reach=reach, **facts)
            piece = Piece(tote=tote.sscc, item=balance.item.sku, quantity=reach.quantity)
            facts["command"] = f"pack {next(_commands)}"
            packing.pack(shipment_id=shipment, piece=piece, **facts)
        packing.close_carton(shipment_id=shipment, number=1, by=None, at=MORNING)
        packing.close_shipment(shipment_id=shipment, by=None, at=MORNING)
