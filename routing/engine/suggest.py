"""Suggestions: changes to a problem that a program can carry out.

A suggestion is a small dictionary with a `kind` and what that kind needs; it travels in JSON beside the
reason. `apply_suggestion` makes the changed problem and leaves the old one alone. Visits and vehicles keep
their places in the problem, what is new stands at the end, so an old plan fits the new problem. Whoever
carries a suggestion out wants that visit: `insist_on` makes it mandatory and gives it the highest priority,
so that no other visit that was left out takes the room.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from routing.engine.errors import ProblemError
from routing.engine.limits import MAX_PRIORITY
from routing.engine.problem import Problem, TimeWindow, Vehicle, Visit

Suggestion = dict[str, Any]


def apply_suggestion(problem: Problem, suggestion: Suggestion) -> Problem:
    """The problem with the suggested change made; ProblemError when it does not fit this problem."""
    make = _KINDS.get(str(suggestion.get("kind")))
    if make is None:
        raise ProblemError.at("suggestion.kind", f"there is no kind {suggestion.get('kind')!r}")
    try:
        changed = make(problem, suggestion)
        return _insist(changed, suggestion["insist_on"]) if "insist_on" in suggestion else changed
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise ProblemError.at("suggestion", f"does not fit this problem: {error!r}") from error


def _insist(problem: Problem, key: str) -> Problem:
    """The visit, and every part of it, is mandatory and comes first."""
    parts = re.compile(re.escape(key) + r"(/\d+)?")
    visits = tuple(
        replace(visit, penalty=None, priority=MAX_PRIORITY) if parts.fullmatch(visit.key) else visit
        for visit in problem.visits
    )
    return replace(problem, visits=visits)


def _visit(problem: Problem, key: str, change: Callable[[Visit], Visit]) -> Problem:
    if not any(visit.key == key for visit in problem.visits):
        raise KeyError(key)
    visits = tuple(change(visit) if visit.key == key else visit for visit in problem.visits)
    return replace(problem, visits=visits)


def _vehicle(problem: Problem, key: str, change: Callable[[Vehicle], Vehicle]) -> Problem:
    if not any(vehicle.key == key for vehicle in problem.vehicles):
        raise KeyError(key)
    vehicles = tuple(change(vehicle) if vehicle.key == key else vehicle for vehicle in problem.vehicles)
    return replace(problem, vehicles=vehicles)


def _widen_window(problem: Problem, what: Suggestion) -> Problem:
    """The customer also accepts from `opens` to `closes`."""
    window = TimeWindow(what["opens"], what["closes"])
    return _visit(
        problem, what["visit"], lambda visit: replace(visit, windows=_united(visit.windows, window))
    )


def _united(windows: tuple[TimeWindow, ...], more: TimeWindow) -> tuple[TimeWindow, ...]:
    apart: list[TimeWindow] = []
    for window in sorted((*windows, more), key=lambda window: window.opens):
        if apart and window.opens <= apart[-1].closes:
            apart[-1] = TimeWindow(apart[-1].opens, max(apart[-1].closes, window.closes))
        else:
            apart.append(window)
    return tuple(apart)


def _add_skill(problem: Problem, what: Suggestion) -> Problem:
    """The driver of `vehicle` has `skill` after all."""
    return _vehicle(problem, what["vehicle"], lambda v: replace(v, skills=v.skills | {what["skill"]}))


def _add_feature(problem: Problem, what: Suggestion) -> Problem:
    """`vehicle` is fitted, or swapped for one, with `feature`."""
    return _vehicle(problem, what["vehicle"], lambda v: replace(v, features=v.features | {what["feature"]}))


def _allow_vehicle(problem: Problem, what: Suggestion) -> Problem:
    """The visit may ride with `vehicle` too."""
    return _visit(
        problem, what["visit"], lambda v: replace(v, vehicles=(v.vehicles or frozenset()) | {what["vehicle"]})
    )


def _unlock(problem: Problem, what: Suggestion) -> Problem:
    """The visit is no longer bound to the vehicle of its lock."""
    locks = tuple(replace(lock, visits=lock.visits - {what["visit"]}) for lock in problem.locks)
    return replace(problem, locks=locks)


def _extend_shift(problem: Problem, what: Suggestion) -> Problem:
    """The shift of `vehicle` ends `seconds` later."""
    return _vehicle(
        problem, what["vehicle"], lambda v: replace(v, shift=_longer(v.shift, 0, what["seconds"]))
    )


def _begin_earlier(problem: Problem, what: Suggestion) -> Problem:
    """The shift of `vehicle` begins `seconds` earlier."""
    return _vehicle(
        problem, what["vehicle"], lambda v: replace(v, shift=_longer(v.shift, what["seconds"], 0))
    )


def _longer(shift: TimeWindow, before: int, after: int) -> TimeWindow:
    return TimeWindow(max(0, shift.opens - before), shift.closes + after)


def _raise_limit(problem: Problem, what: Suggestion) -> Problem:
    """One of the vehicle's limits (`max_seconds`, `max_metres`, `max_visits`) grows by `by`."""
    name = what["limit"]
    if name not in {"max_seconds", "max_metres", "max_visits"}:
        raise KeyError(name)

    def change(vehicle: Vehicle) -> Vehicle:
        limit: int | None = getattr(vehicle, name)
        raised: dict[str, Any] = {name: None if limit is None else limit + what["by"]}
        return replace(vehicle, **raised)

    return _vehicle(problem, what["vehicle"], change)


def _raise_capacity(problem: Problem, what: Suggestion) -> Problem:
    """`vehicle` carries `by` more of one load dimension."""
    at = problem.loads.index(what["load"])

    def change(vehicle: Vehicle) -> Vehicle:
        capacity = list(vehicle.capacity)
        capacity[at] += what["by"]
        return replace(vehicle, capacity=tuple(capacity))

    return _vehicle(problem, what["vehicle"], change)


def _drop_breaks(problem: Problem, what: Suggestion) -> Problem:
    """Somebody else agrees the breaks of `vehicle` by hand."""
    return _vehicle(problem, what["vehicle"], lambda vehicle: replace(vehicle, breaks=()))


def _add_vehicle(problem: Problem, what: Suggestion) -> Problem:
    """One more vehicle like `like`, with a driver on the same shift."""
    model = next(vehicle for vehicle in problem.vehicles if vehicle.key == what["like"])
    if any(vehicle.key == what["key"] for vehicle in problem.vehicles):
        raise KeyError(what["key"])
    twin = replace(model, key=what["key"])
    visits = tuple(
        replace(visit, vehicles=visit.vehicles | {twin.key})
        if visit.vehicles is not None and model.key in visit.vehicles
        else visit
        for visit in problem.visits
    )
    return replace(problem, vehicles=(*problem.vehicles, twin), visits=visits)


def _split_order(problem: Problem, what: Suggestion) -> Problem:
    """The visit becomes `parts` visits; the first keeps its key, the others are `key/2`, `key/3`, …"""
    whole = next(visit for visit in problem.visits if visit.key == what["visit"])
    parts = what["parts"]
    shares = [
        replace(
            whole,
            key=whole.key if at == 0 else f"{whole.key}/{at + 1}",
            delivery=tuple(_share(amount, parts, at) for amount in whole.delivery),
            pickup=tuple(_share(amount, parts, at) for amount in whole.pickup),
        )
        for at in range(parts)
    ]
    visits = tuple(shares[0] if visit.key == whole.key else visit for visit in problem.visits)
    return replace(problem, visits=(*visits, *shares[1:]))


def _share(amount: int, parts: int, at: int) -> int:
    whole, rest = divmod(amount, parts)
    return whole + (1 if at < rest else 0)


def _move_visit(problem: Problem, what: Suggestion) -> Problem:
    """Meet the customer at another place of the problem."""
    at = next(at for at, place in enumerate(problem.places) if place.key == what["place"])
    return _visit(problem, what["visit"], lambda visit: replace(visit, place=at))


def _make_mandatory(problem: Problem, what: Suggestion) -> Problem:
    """The visit is made whatever it costs."""
    return _visit(problem, what["visit"], lambda visit: replace(visit, penalty=None))


def _several(problem: Problem, what: Suggestion) -> Problem:
    """Several changes, one after the other; all are needed."""
    for step in what["steps"]:
        problem = apply_suggestion(problem, step)
    return problem


_KINDS: dict[str, Callable[[Problem, Suggestion], Problem]] = {
    "widen_window": _widen_window,
    "add_skill": _add_skill,
    "add_vehicle_feature": _add_feature,
    "allow_vehicle": _allow_vehicle,
    "unlock": _unlock,
    "extend_shift": _extend_shift,
    "begin_earlier": _begin_earlier,
    "raise_limit": _raise_limit,
    "raise_capacity": _raise_capacity,
    "drop_breaks": _drop_breaks,
    "add_vehicle": _add_vehicle,
    "split_order": _split_order,
    "move_visit": _move_visit,
    "make_mandatory": _make_mandatory,
    "several": _several,
}
KINDS = frozenset(_KINDS)
