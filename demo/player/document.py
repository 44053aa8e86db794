"""Reading the route document: which route goes on, which stop comes next, where the van is."""

from typing import Any

from demo.player.road import Point

type Json = dict[str, Any]


def goes_on(route: Json) -> bool:
    """On the road, or with everything in the van or short."""
    if route["status"] == "DEPARTED":
        return True
    load = route["load"]
    is_complete = all(unit["loaded"] or unit["short"] for unit in load) and any(u["loaded"] for u in load)
    return bool(route["status"] == "RELEASED" and is_complete)


def next_stop(route: Json, refused: set[str]) -> Json | None:
    """The first that is open; those that were passed by come last."""

    def is_open(stop: Json) -> bool:
        if stop["kind"] != "DELIVER":
            return bool(stop["status"] == "PLANNED")
        return any(task["status"] == "OPEN" and task["id"] not in refused for task in stop["tasks"])

    found = sorted(route["stops"], key=lambda one: (one["status"] == "SKIPPED", one["trip"], one["sequence"]))
    return next((stop for stop in found if is_open(stop)), None)


def where(route: Json) -> Point:
    """The last door that was visited; before the first one, the site."""
    seen = [stop for stop in route["stops"] if stop["arrived_at"] and stop["longitude"] is not None]
    last = max(seen, key=lambda one: one["arrived_at"], default=route["site"])
    return (last["longitude"], last["latitude"])
