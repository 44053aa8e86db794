"""Goods follow their stop: after an edit every piece is in the load of its stop's trip, in its turn."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from lastmile.models import Load, LoadUnit, Trip
from lastmile.services.arranging import Nature, Space, arrange, natures_of, spaces_by_type
from lastmile.states import LoadStatus


def move_loads(*, trips: Sequence[Trip]) -> list[Load]:
    """Give the pieces of these trips their load, turn and place: the last stop's goods first; the loads.

    The trips are read with their vehicle's type. What is in a van keeps its turn and place; what comes after
    it has a turn only. Inside the edit's transaction.
    """
    rows = Load.objects.filter(trip__in=trips).exclude(status=LoadStatus.CANCELLED)
    loads = {load.trip_id: load for load in rows.locked()}
    pieces: dict[int, list[LoadUnit]] = defaultdict(list)
    units = LoadUnit.objects.filter(task__stop__trip__in=list(loads))
    related = ("task__stop", "task__delivery", "handling_unit")
    for unit in units.select_related(*related).order_by("pk"):
        pieces[unit.task.stop.trip_id].append(unit)
    placing = _Placing(trips, [unit for mine in pieces.values() for unit in mine])
    for trip in trips:
        if trip.pk in loads:
            placing.place(trip, loads[trip.pk], pieces[trip.pk])
    fields = ["load", "load_rank", "compartment", "position", "row", "lane", "tier"]
    LoadUnit.objects.bulk_update([unit for mine in pieces.values() for unit in mine], fields)
    Load.objects.bulk_update(loads.values(), ["weight_g", "volume_ml", "units", "updated_at"])
    return [loads[trip.pk] for trip in trips if trip.pk in loads]


class _Placing:
    """Turns and places in the vehicles of an edit; nothing is saved."""

    def __init__(self, trips: Sequence[Trip], units: Sequence[LoadUnit]) -> None:
        self.spaces: Mapping[int, list[Space]] = spaces_by_type(trips)
        orders = [unit.task.delivery.order_id for unit in units if unit.task.delivery]
        self.natures: dict[int, Nature] = natures_of(orders)

    def place(self, trip: Trip, load: Load, pieces: Sequence[LoadUnit]) -> None:
        """All pieces of one load; those that stay behind get their turn after the others."""
        going = [unit for unit in pieces if not unit.short_reason]
        if any(unit.loaded_at for unit in going):
            _behind_what_is_in(going, load)
        else:
            arrange(pieces=going, spaces=self.spaces[trip.route.vehicle.type_id], natures=self.natures)
        behind = sorted((unit for unit in pieces if unit.short_reason), key=lambda unit: unit.load_rank)
        for rank, unit in enumerate(behind, len(going) + 1):
            unit.load_rank = rank
        for unit in pieces:
            unit.load = load
        load.weight_g = sum(unit.weight_g for unit in going)
        load.volume_ml = sum(unit.volume_ml for unit in going)
        load.units = len(going)


def _behind_what_is_in(units: Sequence[LoadUnit], load: Load) -> None:
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
            unit.compartment, unit.position = None, ""
            unit.row = unit.lane = unit.tier = 0
