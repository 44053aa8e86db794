"""Goods follow their stop: after an edit every piece is in the load of its stop's trip, in loading order."""

from collections import defaultdict
from collections.abc import Sequence

from lastmile.models import Load, LoadUnit, Trip
from lastmile.states import LoadStatus


def move_loads(*, trips: Sequence[Trip]) -> None:
    """Give the pieces of these trips their load and rank: the last stop's goods first.

    What is in the van keeps its rank; the rest follows. Inside the edit's transaction.
    """
    loads = {
        load.trip_id: load
        for load in Load.objects.filter(trip__in=trips).exclude(status=LoadStatus.CANCELLED).locked()
    }
    pieces: dict[int, list[LoadUnit]] = defaultdict(list)
    units = LoadUnit.objects.filter(task__stop__trip__in=list(loads)).select_related("task__stop")
    for unit in units.order_by("pk"):
        pieces[unit.task.stop.trip_id].append(unit)
    moved: list[LoadUnit] = []
    for trip, load in loads.items():
        moved += _ranked(load, pieces[trip])
        load.weight_g = sum(unit.weight_g for unit in pieces[trip])
        load.volume_ml = sum(unit.volume_ml for unit in pieces[trip])
        load.units = len(pieces[trip])
        load.save(update_fields=["weight_g", "volume_ml", "units", "updated_at"])
    LoadUnit.objects.bulk_update(moved, ["load", "load_rank", "compartment", "position"])


def _ranked(load: Load, units: Sequence[LoadUnit]) -> list[LoadUnit]:
    """The pieces with their rank in this load; one from another load has no place in the vehicle yet."""
    ordered = sorted(
        units,
        key=lambda unit: (
            unit.loaded_at is None,
            unit.load_rank if unit.loaded_at else -(unit.task.stop.sequence or 0),
            unit.load_rank,
            unit.pk,
        ),
    )
    for rank, unit in enumerate(ordered, 1):
        unit.load_rank = rank
        if unit.load_id != load.pk:
            unit.load, unit.compartment, unit.position = load, None, ""
    return ordered
