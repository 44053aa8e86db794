"""Making loads follow what was really packed: parcels in the place of estimates."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from core.live import topic_changed
from core.transactions import service
from lastmile.models import Load, LoadUnit
from lastmile.services.arranging import arrange, natures_of, spaces_by_type
from lastmile.states import LoadStatus, RouteStatus
from wms.models import Parcel
from wms.states import ParcelStatus, ShipmentStatus

PACKED = (ShipmentStatus.PACKED, ShipmentStatus.STAGED, ShipmentStatus.LOADED)


@service
def adopt_parcels(*, load_ids: Collection[int]) -> int:
    """Let the units of these loads be the parcels that were packed; returns how many units changed.

    More or fewer parcels than estimated: units are added or dropped, and all get their turn and place anew
    while nothing is loaded; what comes later goes in last. Shipments that are still being packed wait.
    """
    return sum(adopt(load) for load in open_loads(load_ids))


def open_loads(load_ids: Collection[int]) -> list[Load]:
    """The loads that are not on the road yet, locked."""
    rows = Load.objects.filter(pk__in=load_ids)
    list(rows.locked().values_list("pk"))
    mine = rows.filter(
        status__in=[LoadStatus.PLANNED, LoadStatus.LOADING], trip__route__status=RouteStatus.RELEASED
    )
    return list(mine.select_related("trip__route__vehicle__type", "trip__route__site").order_by("pk"))


def loads_to_adopt() -> list[int]:
    """Loads with packed shipments whose units are still estimates: what a doorbell missed."""
    waiting = LoadUnit.objects.filter(
        handling_unit__isnull=True,
        short_reason="",
        shipment__status__in=PACKED,
        shipment__parcels__status=ParcelStatus.CLOSED,
        load__status__in=[LoadStatus.PLANNED, LoadStatus.LOADING],
        load__trip__route__status=RouteStatus.RELEASED,
    )
    return list(waiting.order_by("load_id").values_list("load_id", flat=True).distinct())


def loads_of_shipments(shipment_ids: Collection[int]) -> list[int]:
    """The loads that these shipments are in."""
    rows = LoadUnit.objects.filter(shipment__in=shipment_ids, short_reason="").order_by("load_id")
    return list(rows.values_list("load_id", flat=True).distinct())


def adopt(load: Load) -> int:
    """The same for one load that the caller holds."""
    units = list(
        load.load_units.select_related("task__stop", "task__delivery", "shipment", "handling_unit")
        .filter(short_reason="")
        .order_by("task__stop__sequence", "number")
    )
    parcels = _parcels(units)
    standing: list[LoadUnit] = []
    changed = 0
    for shipment, mine in _by_shipment(units).items():
        kept, touched = _matched(load, mine, parcels.get(shipment, []))
        standing += kept
        changed += touched
    if changed:
        _rank(load, standing)
        topic_changed(f"floor:{load.trip.route.site.code}")
    return changed


def _by_shipment(units: Sequence[LoadUnit]) -> dict[int, list[LoadUnit]]:
    found: dict[int, list[LoadUnit]] = defaultdict(list)
    for unit in units:
        found[unit.shipment_id].append(unit)
    return found


def _parcels(units: Sequence[LoadUnit]) -> dict[int, list[Parcel]]:
    """The closed parcels of shipments that are packed, by number."""
    packed = {unit.shipment_id for unit in units if unit.shipment.status in PACKED}
    rows = Parcel.objects.filter(shipment__in=packed, status=ParcelStatus.CLOSED)
    found: dict[int, list[Parcel]] = defaultdict(list)
    for parcel in rows.select_related("handling_unit").order_by("shipment", "number"):
        found[parcel.shipment_id].append(parcel)
    return found


def _matched(load: Load, units: list[LoadUnit], parcels: list[Parcel]) -> tuple[list[LoadUnit], int]:
    """The shipment's units as its parcels say, and how many changed; estimates beyond them are dropped."""
    if not parcels:
        return units, 0
    shorted = set(_handling_units_short(load, units[0].shipment_id))
    known = {unit.handling_unit_id: unit for unit in units if unit.handling_unit_id}
    free = [unit for unit in units if unit.handling_unit_id is None]
    new = [one for one in parcels if one.handling_unit_id not in known.keys() | shorted]
    kept = list(known.values())
    for parcel in new:
        unit = free.pop(0) if free else _another(load, units)
        _become(unit, parcel)
        kept.append(unit)
    if free:
        LoadUnit.objects.filter(pk__in=[unit.pk for unit in free]).delete()
    return kept, len(new) + len(free)


def _handling_units_short(load: Load, shipment_id: int) -> list[int]:
    short = load.load_units.filter(shipment=shipment_id, handling_unit__isnull=False).exclude(short_reason="")
    return [pk for pk in short.values_list("handling_unit_id", flat=True) if pk is not None]


def _another(load: Load, units: list[LoadUnit]) -> LoadUnit:
    numbers = load.load_units.filter(task=units[0].task_id).values_list("number", flat=True)
    last = max(numbers)
    added = sum(unit.pk is None for unit in units)
    made = LoadUnit(
        load=load, task=units[0].task, shipment=units[0].shipment, number=last + 1 + added,
        temperature=units[0].temperature,
    )  # fmt: skip
    units.append(made)
    return made


def _become(unit: LoadUnit, parcel: Parcel) -> None:
    unit.handling_unit = parcel.handling_unit
    unit.weight_g, unit.volume_ml = parcel.weight_g, parcel.volume_ml
    unit.temperature = parcel.handling_unit.temperature


def _rank(load: Load, units: list[LoadUnit]) -> None:
    """Give all their turn and place; once something is in, only what is new gets a turn, at the end."""
    natures = natures_of([unit.task.delivery.order_id for unit in units if unit.task.delivery])
    spaces = spaces_by_type([load.trip])[load.trip.route.vehicle.type_id]
    if not any(unit.loaded_at for unit in units):
        arrange(pieces=units, spaces=spaces, natures=natures)
        _after_the_others(load, units)
    else:
        last = max(load.load_units.values_list("load_rank", flat=True))
        for number, unit in enumerate((one for one in units if one.pk is None), 1):
            unit.load_rank = last + number
    fields = [
        "handling_unit", "weight_g", "volume_ml", "temperature", "load_rank", "compartment", "position",
        "row", "lane", "tier",
    ]  # fmt: skip
    LoadUnit.objects.bulk_update([unit for unit in units if unit.pk], fields)
    LoadUnit.objects.bulk_create([unit for unit in units if unit.pk is None])
    load.units = len(units)
    load.weight_g = sum(unit.weight_g for unit in units)
    load.volume_ml = sum(unit.volume_ml for unit in units)
    load.save(update_fields=["units", "weight_g", "volume_ml", "updated_at"])


def _after_the_others(load: Load, units: Sequence[LoadUnit]) -> None:
    """Units that stay behind keep a rank of their own, after those that go."""
    short = list(load.load_units.exclude(short_reason="").order_by("load_rank"))
    for number, unit in enumerate(short, len(units) + 1):
        unit.load_rank = number
    LoadUnit.objects.bulk_update(short, ["load_rank"])
