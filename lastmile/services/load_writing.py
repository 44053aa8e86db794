"""Writing what goes into each vehicle, where and in which order: the last stop's goods first."""

from collections.abc import Iterator, Sequence

from lastmile.models import Load, LoadUnit, StopTask, Trip
from lastmile.services.arranging import Nature, arrange, natures_of, spaces_by_type
from lastmile.states import TaskKind


def write_loads(*, trips: Sequence[Trip], by_trip: Sequence[Sequence[StopTask]]) -> None:
    """One load per trip, one unit per estimated parcel; `by_trip`: the tasks of each trip in stop order."""
    tasks = [task for mine in by_trip for task in mine if task.kind == TaskKind.DELIVER]
    natures = natures_of([task.delivery.order_id for task in tasks if task.delivery])
    spaces = spaces_by_type(trips)
    loads, units = [], []
    for trip, mine in zip(trips, by_trip, strict=True):
        load = Load(trip=trip)
        pieces = list(_pieces_of(load, mine, natures))
        arrange(pieces=pieces, spaces=spaces[trip.route.vehicle.type_id], natures=natures)
        load.weight_g = sum(piece.weight_g for piece in pieces)
        load.volume_ml = sum(piece.volume_ml for piece in pieces)
        load.units = len(pieces)
        loads.append(load)
        units += pieces
    Load.objects.bulk_create(loads)
    LoadUnit.objects.bulk_create(units, batch_size=1000)


def _pieces_of(load: Load, tasks: Sequence[StopTask], natures: dict[int, Nature]) -> Iterator[LoadUnit]:
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
                temperature=natures.get(task.delivery.order_id, Nature()).temperature,
                weight_g=_share(shipment.weight_g, shipment.units, number),
                volume_ml=_share(shipment.volume_ml, shipment.units, number),
            )


def _share(whole: int, parts: int, number: int) -> int:
    """Part `number` of a whole number that is split as evenly as can be."""
    each, rest = divmod(whole, parts)
    return each + (1 if number <= rest else 0)
