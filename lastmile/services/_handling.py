"""What another order of stops costs at the doors: units that stand in the way, or in another lane."""

from collections.abc import Sequence
from uuid import UUID

from lastmile.queries.arranging_input import RoutesInput, UnitInput
from routing.engine.slots import Slot, blockers


def handled_again(given: RoutesInput, route: UUID, order: Sequence[UUID]) -> int:
    """How many units must be moved once more if the route is driven in that order, each counted once.

    A unit is carried from the lane where it stands to the one of this route, or is moved out of the way at a
    door because it went in too late for its turn. Nothing stands in the way before the first unit is in.
    """
    places = {stop: at for at, stop in enumerate(order)}
    units = [unit for mine in given.units.values() for unit in mine if unit.stop in places]
    load = given.loads.get(route)
    lane = load.lane_id if load else None
    carried = {unit.key for unit in units if lane and unit.lane_id not in (None, lane)}
    return len(carried | _in_the_way(units, places))


def _in_the_way(units: Sequence[UnitInput], places: dict[UUID, int]) -> set[str]:
    inside = [unit for unit in units if unit.is_in]
    if not inside:
        return set()
    last, group = max(unit.slot.rank for unit in inside), inside[0].slot.group
    waiting = sorted(
        (unit for unit in units if not unit.is_in), key=lambda unit: (-places[unit.stop], unit.slot.rank)
    )
    slots = {unit.key: unit.slot for unit in inside}
    slots |= {unit.key: Slot(group, last + at) for at, unit in enumerate(waiting, 1)}
    turn = {unit.key: places[unit.stop] for unit in units}
    return {other for key, found in blockers(slots).items() for other in found if turn[other] > turn[key]}
