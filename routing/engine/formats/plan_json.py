"""A plan as JSON, and back."""

import json
from dataclasses import asdict
from typing import Any

from routing.engine.errors import ProblemError
from routing.engine.formats import strict_json as j
from routing.engine.limits import MAX_OBJECTIVE
from routing.engine.plan import Plan, PlannedBreak, PlannedRoute, PlannedStop, Reason, Unplanned

FORMAT = "waybill-plan/1"


def plan_to(plan: Plan, *, scale: int = 1) -> dict[str, Any]:
    """The plan as a value for JSON; `scale` > 1 states the cost as benchmark tables do (8273 as 827.3)."""
    return {
        "format": FORMAT,
        "cost": plan.cost if scale == 1 else plan.cost / scale,
        "cost_units": plan.cost,
        "cost_parts": plan.parts,
        "routes": [asdict(route) for route in plan.routes],
        "unplanned": [asdict(left) for left in plan.unplanned],
    }


def write_plan(plan: Plan, *, scale: int = 1) -> str:
    """The plan as JSON text."""
    return json.dumps(plan_to(plan, scale=scale), ensure_ascii=False, allow_nan=False, indent=1)


def read_plan(text: str) -> Plan:
    """The plan in `text`; ProblemError with the place of what is wrong."""
    return plan_from(j.parse(text))


def plan_from(value: object) -> Plan:
    """The plan in a parsed JSON value."""
    required = {
        "format": _format,
        "cost": j.as_is,
        "cost_units": _whole,
        "cost_parts": _whole,
        "routes": j.list_of(_route),
        "unplanned": j.list_of(_unplanned),
    }
    read = j.fields(value, "", required)
    return Plan(read["routes"], read["unplanned"], read["cost_units"], read["cost_parts"])


def _format(value: object, place: str) -> str:
    if value != FORMAT:
        raise ProblemError.at(place, f"must be {FORMAT!r}")
    return FORMAT


def _whole(value: object, place: str) -> int:
    if type(value) is not int or not 0 <= value <= MAX_OBJECTIVE:
        raise ProblemError.at(place, f"must be a whole number from 0 to {MAX_OBJECTIVE}")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise ProblemError.at(place, "must be a text")
    return value


def _object(value: object, place: str) -> dict[str, Any]:
    return j.mapping_of(j.as_is)(value, place)


def _stop(value: object, place: str) -> PlannedStop:
    times = dict.fromkeys(("arrival", "start", "departure", "wait"), _whole)
    return PlannedStop(**j.fields(value, place, {"visit": _text, **times}))


def _break(value: object, place: str) -> PlannedBreak:
    return PlannedBreak(**j.fields(value, place, dict.fromkeys(("index", "start", "end", "after"), _whole)))


def _route(value: object, place: str) -> PlannedRoute:
    required = {
        "vehicle": _text,
        "departure": _whole,
        "arrival": _whole,
        "stops": j.list_of(_stop),
        "breaks": j.list_of(_break),
        "metres": _whole,
    }
    return PlannedRoute(**j.fields(value, place, required))


def _reason(value: object, place: str) -> Reason:
    return Reason(**j.fields(value, place, {"code": _text, "text": _text, "facts": _object}))


def _unplanned(value: object, place: str) -> Unplanned:
    required = {"visit": _text, "reason": _reason, "suggestion": j.optional(_object)}
    return Unplanned(**j.fields(value, place, required))
