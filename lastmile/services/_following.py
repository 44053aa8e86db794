"""What a vehicle's trusted fixes say: where it is, whether it stands, whether it seems to have arrived."""

from collections.abc import Sequence
from datetime import datetime

from lastmile.models import Route, Stop, VehicleState, WatchRules
from lastmile.models.points import metres_between
from lastmile.models.positions import SLOW_KMH
from lastmile.services._plausibility import Fix

FASTEST_KMH = 250
"""A first fix that was wrong must not make a van look like a plane."""
WANDERS_M = 50
"""How far the fixes of a phone wander while it lies still."""
LEAVES_BEYOND = 1.5
"""A circle is left only beyond this times its radius: a fix on its edge does not go in and out."""


def follow(
    state: VehicleState,
    fixes: Sequence[Fix],
    *,
    route: Route,
    coming: Sequence[Stop],
    rules: WatchRules,
    received_at: datetime,
) -> bool:
    """Move the state on by the fixes, in order, that are newer than it; whether there was any. Unsaved."""
    if state.route_id != route.pk:
        state.route, state.anchor_longitude, state.anchor_latitude = route, None, None
        state.stands_since = state.near_stop = state.near_since = None
    newer = [fix for fix in fixes if state.fixed_at is None or fix.fixed_at > state.fixed_at]
    for fix in newer:
        _note_standing(state, fix)
        _note_arrival(state, fix, coming, rules)
        state.longitude, state.latitude, state.fixed_at = fix.longitude, fix.latitude, fix.fixed_at
        state.accuracy_m, state.heading = fix.accuracy_m, fix.heading
    if newer:
        state.received_at = received_at
    return bool(newer)


def _note_standing(state: VehicleState, fix: Fix) -> None:
    speed = _speed(state, fix)
    anchor = _anchor(state)
    wandered = 0.0 if anchor is None else metres_between(anchor, fix.point)
    if speed >= SLOW_KMH or wandered > max(WANDERS_M, fix.accuracy_m):
        state.stands_since = None
        anchor = None
    elif state.stands_since is None:
        state.stands_since = fix.fixed_at
    if anchor is None:
        state.anchor_longitude, state.anchor_latitude = fix.longitude, fix.latitude
    state.speed_kmh = speed


def _speed(state: VehicleState, fix: Fix) -> int:
    """As the phone says; where it does not, from the fix before, less what both may be wrong by."""
    if fix.speed_kmh is not None:
        return fix.speed_kmh
    if state.longitude is None or state.latitude is None or state.fixed_at is None:
        return 0
    metres = metres_between((state.longitude, state.latitude), fix.point)
    sure = max(0.0, metres - max(WANDERS_M, state.accuracy_m, fix.accuracy_m))
    speed = sure * 3.6 / max(1.0, (fix.fixed_at - state.fixed_at).total_seconds())
    return min(round(speed), FASTEST_KMH)


def _note_arrival(state: VehicleState, fix: Fix, coming: Sequence[Stop], rules: WatchRules) -> None:
    """Within the circle of a stop to come: since when. The first in order where circles overlap."""
    for stop in coming:
        if stop.longitude is None or stop.latitude is None:
            continue
        is_known = stop.pk == state.near_stop_id
        reach = rules.arrival_metres * (LEAVES_BEYOND if is_known else 1)
        if metres_between((stop.longitude, stop.latitude), fix.point) <= reach:
            if not is_known:
                state.near_stop, state.near_since = stop, fix.fixed_at
            return
    state.near_stop = state.near_since = None


def _anchor(state: VehicleState) -> tuple[float, float] | None:
    if state.anchor_longitude is None or state.anchor_latitude is None:
        return None
    return state.anchor_longitude, state.anchor_latitude
