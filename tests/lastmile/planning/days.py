"""A day to plan: a depot, vans on shift, and deliveries around it. Each function makes one valid thing."""

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.utils import timezone

from lastmile.models import Address, Delivery, DeliveryWindow, Driver, Shift, ShiftBreak, Vehicle, VehicleType
from lastmile.states import AddressLevel, AddressStatus, SiteChoice
from routing.engine.formats.plan_json import plan_from, plan_to
from routing.engine.formats.problem_json import problem_from
from routing.engine.solve import solve
from routing.services import keeping, solving
from routing.states import PlanRunStatus
from tests.factories import MORNING
from wms.models import Item, Location, Owner, Shipment, Site
from wms.services import ledger, orders, places
from wms.services.ledger import Leg
from wms.services.orders import NewLine, NewOrder
from wms.states import LocationKind, TransactionKind

_numbers = count(1)
STEPS = 20
DAY = date(2026, 3, 2)
EAST, NORTH = -30.0, 46.3


def site(**changes) -> Site:
    """A depot in the open ocean, in UTC."""
    values = {"code": f"DC{next(_numbers)}", "name": "Depot", "longitude": EAST, "latitude": NORTH} | changes
    return Site.objects.create(**values)


def van_type(**changes) -> VehicleType:
    """A van that carries 800 kg, 8 cubic metres and 100 parcels."""
    values = {
        "code": f"T{next(_numbers)}",
        "name": "Van",
        "capacity_g": 800_000,
        "capacity_ml": 8_000_000,
        "capacity_units": 100,
        "cost_fixed": 5000,
        "cost_per_hour": 3000,
        "cost_per_km": 30,
    } | changes
    return VehicleType.objects.create(**values)


def shift(
    at: Site, kind: VehicleType | None = None, *, hours=(8, 17), rest: bool = False, skills=()
) -> Shift:
    """A van with a driver on duty on DAY."""
    number = next(_numbers)
    place = Location.objects.create(site=at, code=f"VAN{number}", kind=LocationKind.VEHICLE)
    vehicle = Vehicle.objects.create(code=f"VAN{number}", site=at, type=kind or van_type(), location=place)
    driver = Driver.objects.create(code=f"D{number}", name=f"Driver {number}", site=at, skills=list(skills))
    opens, closes = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in hours)
    made = Shift.objects.create(
        site=at, vehicle=vehicle, driver=driver, works_on=DAY, opens=opens, closes=closes,
        start_site=at, end_site=at,
    )  # fmt: skip
    if rest:
        ShiftBreak.objects.create(
            shift=made, number=1, opens=opens + timedelta(hours=3), closes=opens + timedelta(hours=5),
            duration_seconds=1800,
        )  # fmt: skip
    return made


def stock(at: Site, quantity: int = 1) -> Item:
    """So many more boxes on the shelf."""
    owner, box = (
        _owner(),
        Item.objects.get_or_create(sku="BOX", defaults={"name": "A box", "weight_g": 1000})[0],
    )
    shelf = Location.objects.get_or_create(site=at, code="A-01")[0]
    supplier = places.virtual_location(site_id=at.pk, kind=LocationKind.SUPPLIER)
    leg = Leg(quantity=quantity, origin=supplier, target=shelf, item=box, owner=owner)
    ledger.post(
        idempotency=("test", f"stock{next(_numbers)}"), kind=TransactionKind.RECEIPT, site=at,
        effective_at=MORNING, by=None, legs=[leg],
    )  # fmt: skip
    return box


def _owner() -> Owner:
    return Owner.objects.get_or_create(code="OWN", defaults={"name": "Owner"})[0]


def delivery(
    at: Site, *, east: float = 0.01, north: float = 0.01, promised: bool = True, windows=(), **changes
):
    """A delivery at so many degrees from the depot, of one promised box unless told otherwise."""
    number = next(_numbers)
    shape = {"units": 1, "weight_g": 5_000, "volume_ml": 20_000} | changes.pop("shipment", {})
    box = stock(at, 1) if promised else Item.objects.get_or_create(sku="NONE", defaults={"name": "Gone"})[0]
    line = NewLine(item_id=box.pk, quantity=1)
    new = NewOrder(site_id=at.pk, owner_id=_owner().pk, source="test", external_id=str(number), lines=(line,))
    answer = orders.accept_orders(orders=[new], by=None, at=MORNING)[0]
    Shipment.objects.filter(order=answer.order_id).update(**shape)
    address = Address.objects.create(
        match_key=f"key{number}", line1=f"{number} Mill Street", status=AddressStatus.LOCATED,
        longitude=EAST + east, latitude=NORTH + north, access_longitude=EAST + east,
        access_latitude=NORTH + north, level=AddressLevel.HOUSE, confidence=95,
    )  # fmt: skip
    values = {"recipient_name": f"Person {number}", "deliver_on": DAY, "service_seconds": 180} | changes
    made = Delivery.objects.create(
        order_id=answer.order_id, shipment=Shipment.objects.get(order=answer.order_id), address=address,
        site_choice=SiteChoice.ONLY, **values,
    )  # fmt: skip
    for opens, closes in windows:
        DeliveryWindow.objects.create(
            delivery=made,
            opens=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=opens),
            closes=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=closes),
        )
    return made


def spread(at: Site, how_many: int) -> list[Delivery]:
    """Deliveries on a small spiral around the depot, each at another door."""
    return [delivery(at, east=0.004 * (i % 7 - 3), north=0.003 * (i // 7 + 1)) for i in range(how_many)]


def solved(draft):
    """The draft with its run solved in this process by a few steps of the engine: enough for a plan to go on
    from. That a process of its own does it, for as long as was asked, is tested where that is built.
    """
    claim = keeping.claim_run(run_id=draft.run_id, owner=str(uuid.uuid4()), at=timezone.now())
    draft.run.refresh_from_db()
    problem = problem_from(draft.run.problem, folder=solving.matrices_folder())
    start = plan_from(draft.run.start) if draft.run.start else None
    plan = plan_to(solve(problem, work=STEPS, seed=draft.run.seed, start=start))
    keeping.keep_progress(claim=claim, number=1, elapsed_ms=1, plan=plan, engine=solving.ENGINE)
    keeping.end_run(claim=claim, status=PlanRunStatus.FINISHED, plan=plan, at=timezone.now())
    draft.refresh_from_db()
    draft.run.refresh_from_db()
    return draft
