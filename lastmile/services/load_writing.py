"""Writing what goes into each vehicle, where and in which order: the last stop's goods first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lastmile.models import Compartment, Load, LoadUnit, StopTask, Trip
from lastmile.states import TaskKind
from routing.engine import load_plan
from wms.models import OutboundOrderLine
from wms.states import Temperature

COLDNESS = {Temperature.AMBIENT: 0, Temperature.CHILLED: 1, Temperature.FROZEN: 2}


@dataclass(frozen=True, slots=True)
class _Nature:
    """What an order's goods ask of a vehicle: the coldest temperature of any, and whether any may break."""

    temperature: str = Temperature.AMBIENT
    is_fragile: bool = False


def write_loads(*, trips: Sequence[Trip], by_trip: Sequence[Sequence[StopTask]]) -> None:
    """One load per trip, one unit per estimated parcel; `by_trip`: the tasks of each trip in stop order."""
    tasks = [task for mine in by_trip for task in mine if task.kind == TaskKind.DELIVER]
    natures = _natures([task.delivery.order_id for task in tasks if task.delivery])
    compartments = _compartments(trips)
    loads, units = [], []
    for trip, mine in zip(trips, by_trip, strict=True):
        load = Load(trip=trip)
        pieces = list(_pieces_of(load, mine, natures))
        _place(pieces, compartments.get(trip.route.vehicle.type_id, []), natures)
        load.weight_g = sum(piece.weight_g for piece in pieces)
        load.volume_ml = sum(piece.volume_ml for piece in pieces)
        load.units = len(pieces)
        loads.append(load)
        units += pieces
    Load.objects.bulk_create(loads)
    LoadUnit.objects.bulk_create(units, batch_size=1000)


def _pieces_of(load: Load, tasks: Sequence[StopTask], natures: dict[int, _Nature]) -> Iterator[LoadUnit]:
    """The pieces in the order of delivery; where and when they go in is not known yet."""
    for task in tasks:
        if task.delivery is None:
            continue
        shipment = task.delivery.shipment
        for number in range(1, shipment.units + 1):
            yield LoadUnit(
                load=load,
                task=task,
                shipment=shipment,
                number=number,
                temperature=natures.get(task.delivery.order_id, _Nature()).temperature,
                weight_g=_share(shipment.weight_g, shipment.units, number),
                volume_ml=_share(shipment.volume_ml, shipment.units, number),
            )


def _place(pieces: list[LoadUnit], spaces: Sequence[Compartment], natures: dict[int, _Nature]) -> None:
    """Give each piece its rank in the whole vehicle and its compartment.

    Compartments are filled through doors of their own, so their orders are merged by stop. What has no place
    by the book (no compartment of its temperature, or a full one) is loaded in its turn, without one.
    """
    orders = [piece.task.delivery.order_id if piece.task.delivery else 0 for piece in pieces]
    units = [
        load_plan.LoadUnit(
            key=str(at),
            stop=piece.task.stop.sequence or 0,  # only stops that were cancelled have none
            grams=piece.weight_g,
            millilitres=piece.volume_ml,
            band=piece.temperature if spaces else "",
            fragile=natures.get(order, _Nature()).is_fragile,
        )
        for at, (piece, order) in enumerate(zip(pieces, orders, strict=True))
    ]
    placed = load_plan.plan_load(_spaces_of(spaces), units)
    found = {one.unit: one for one in placed.placements}
    by_key = {str(space.pk): space for space in spaces}
    last = len(pieces) + 1
    rank_in_group = {unit.key: found[unit.key].load_rank if unit.key in found else last for unit in units}
    ordered = sorted(units, key=lambda unit: (-unit.stop, rank_in_group[unit.key], int(unit.key)))
    for rank, unit in enumerate(ordered, 1):
        piece = pieces[int(unit.key)]
        piece.load_rank = rank
        if unit.key in found:
            piece.compartment = by_key.get(found[unit.key].group.split("/")[0])


def _spaces_of(spaces: Sequence[Compartment]) -> list[load_plan.Compartment]:
    """The engine's compartments; a vehicle without any is one open space that takes everything."""
    if not spaces:
        return [load_plan.Compartment(key="all")]
    return [
        load_plan.Compartment(
            key=str(space.pk),
            door=space.door.lower(),
            band=space.temperature,
            max_grams=space.capacity_g,
            max_millilitres=space.capacity_ml,
        )
        for space in spaces
    ]


def _share(whole: int, parts: int, number: int) -> int:
    """Part `number` of a whole number that is split as evenly as can be."""
    each, rest = divmod(whole, parts)
    return each + (1 if number <= rest else 0)


def _compartments(trips: Sequence[Trip]) -> dict[int, list[Compartment]]:
    found: dict[int, list[Compartment]] = {}
    types = {trip.route.vehicle.type_id for trip in trips}
    for one in Compartment.objects.filter(vehicle_type__in=types).order_by("number"):
        found.setdefault(one.vehicle_type_id, []).append(one)
    return found


def _natures(order_ids: Sequence[int]) -> dict[int, _Nature]:
    found: dict[int, _Nature] = {}
    lines = OutboundOrderLine.objects.filter(order__in=order_ids)
    for order, cold, fragile in lines.values_list("order_id", "item__temperature", "item__is_fragile"):
        so_far = found.get(order, _Nature())
        coldest = max(so_far.temperature, cold, key=lambda word: COLDNESS[Temperature(word)])
        found[order] = _Nature(coldest, so_far.is_fragile or fragile)
    return found
