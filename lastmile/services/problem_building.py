"""The adapter to the planning engine: a plan's input and travel times in, the engine's problem out."""

from collections.abc import Mapping, Sequence

from lastmile.queries.planning_input import DeliveryInput, PlanInput, ShiftInput
from routing.engine.problem import Break, Costs, Place, Problem, TimeWindow, Travel, Vehicle, Visit

LOADS = ("weight_g", "volume_ml", "units")
PROFILE = "van"
ENGINE_PRIORITIES = 9
"""The engine knows priorities 0 to 9; orders have 0 to 100."""

type Point = tuple[float, float]
"""Longitude and latitude."""


def points_of(given: PlanInput) -> list[Point]:
    """The places of the problem, each once: first the sites, then the doors."""
    points = [(site.longitude, site.latitude) for site in given.sites]
    points += [(delivery.longitude, delivery.latitude) for delivery in given.deliveries]
    return list(dict.fromkeys(points))


def problem_of(given: PlanInput, *, points: Sequence[Point], travel: Travel) -> Problem:
    """The problem; visits carry the delivery's public id, vehicles the shift's, times count from midnight."""
    index = {point: at for at, point in enumerate(points)}
    sites = {site.id: index[site.longitude, site.latitude] for site in given.sites}
    return Problem(
        name=f"{given.plan_on}",
        loads=LOADS,
        places=tuple(Place(key=f"p{at}", longitude=x, latitude=y) for at, (x, y) in enumerate(points)),
        travel={PROFILE: travel},
        visits=tuple(_visit(delivery, index) for delivery in given.deliveries),
        vehicles=tuple(vehicle_of(shift=shift, sites=sites) for shift in given.shifts),
    )


def _visit(delivery: DeliveryInput, index: dict[Point, int]) -> Visit:
    return Visit(
        key=delivery.public_id,
        place=index[delivery.longitude, delivery.latitude],
        windows=tuple(TimeWindow(opens, closes) for opens, closes in delivery.windows),
        service=delivery.service_seconds,
        delivery=(delivery.weight_g, delivery.volume_ml, delivery.units),
        skills=frozenset(delivery.skills),
        features=frozenset(delivery.features),
        priority=delivery.priority * ENGINE_PRIORITIES // 100,
    )


def vehicle_of(*, shift: ShiftInput, sites: Mapping[int, int]) -> Vehicle:
    """The shift as the engine's vehicle; `sites` gives the place of each site's id."""
    fixed, per_hour, per_km = shift.costs
    return Vehicle(
        key=shift.public_id,
        start=sites[shift.start],
        end=None if shift.end is None else sites[shift.end],
        shift=TimeWindow(shift.opens, shift.closes),
        capacity=shift.capacity,
        skills=frozenset(shift.skills),
        features=frozenset(shift.features),
        breaks=tuple(Break(opens, closes, seconds) for opens, closes, seconds in shift.breaks),
        max_metres=shift.max_metres,
        max_visits=shift.max_stops,
        costs=Costs(fixed=fixed, per_hour=per_hour, per_km=per_km),
        profile=PROFILE,
        speed_permille=shift.speed_permille,
    )
