"""Writing what goes into each vehicle, and in which order: the last stop's goods first."""

from collections.abc import Sequence

from lastmile.models import Compartment, Load, LoadUnit, StopTask, Trip
from lastmile.states import TaskKind
from wms.models import OutboundOrderLine
from wms.states import Temperature


def write_loads(*, trips: Sequence[Trip], by_trip: Sequence[Sequence[StopTask]]) -> None:
    """One load per trip, one unit per estimated parcel; `by_trip`: the tasks of each trip in stop order."""
    tasks = [task for mine in by_trip for task in mine if task.kind == TaskKind.DELIVER]
    temperatures = _temperatures([task.delivery.order_id for task in tasks if task.delivery])
    compartments = _compartments(trips)
    loads, units = [], []
    for trip, mine in zip(trips, by_trip, strict=True):
        load = Load(trip=trip)
        pieces = list(_units_of(load, mine, temperatures, compartments.get(trip.route.vehicle.type_id, [])))
        load.weight_g = sum(piece.weight_g for piece in pieces)
        load.volume_ml = sum(piece.volume_ml for piece in pieces)
        load.units = len(pieces)
        loads.append(load)
        units += pieces
    Load.objects.bulk_create(loads)
    LoadUnit.objects.bulk_create(units, batch_size=1000)


def _units_of(
    load: Load, tasks: Sequence[StopTask], temperatures: dict[int, str], spaces: Sequence[Compartment]
) -> list[LoadUnit]:
    """The pieces in loading order: what is delivered last goes in first, heavy before light at one stop."""
    pieces: list[LoadUnit] = []
    for task in reversed(tasks):
        if task.delivery is None:
            continue
        shipment = task.delivery.shipment
        temperature = temperatures.get(task.delivery.order_id, Temperature.AMBIENT)
        space = next((one for one in spaces if one.temperature == temperature), spaces[0] if spaces else None)
        for number in range(1, shipment.units + 1):
            pieces.append(
                LoadUnit(
                    load=load,
                    task=task,
                    shipment=shipment,
                    number=number,
                    compartment=space,
                    load_rank=len(pieces) + 1,
                    temperature=temperature,
                    weight_g=_share(shipment.weight_g, shipment.units, number),
                    volume_ml=_share(shipment.volume_ml, shipment.units, number),
                )
            )
    return pieces


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


def _temperatures(order_ids: Sequence[int]) -> dict[int, str]:
    """The coldest temperature that anything of each order needs."""
    coldness = {Temperature.AMBIENT: 0, Temperature.CHILLED: 1, Temperature.FROZEN: 2}
    found: dict[int, str] = {}
    rows = OutboundOrderLine.objects.filter(order__in=order_ids).values_list("order_id", "item__temperature")
    for order, temperature in rows:
        if coldness[Temperature(temperature)] >= coldness[Temperature(found.get(order, Temperature.AMBIENT))]:
            found[order] = temperature
    return found
