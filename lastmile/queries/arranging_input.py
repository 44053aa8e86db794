"""The routes of one edit as the engine sees them: their stops in order, the vehicles on their shifts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lastmile.models import Load, LoadUnit, Route, Stop, StopTask
from lastmile.queries.planning_input import ShiftInput, midnight_of, shift_inputs
from lastmile.queries.promised_windows import ANY_TIME, Promised, at_stop, windows_by_delivery
from lastmile.queries.releases import loading_times
from lastmile.states import TaskKind, TaskStatus
from routing.engine.slots import Slot
from wms.states import LocationKind

type Orders = dict[UUID, list[UUID]]
"""Per route the stops in their order, both by public id; breaks are the engine's to place."""


@dataclass(frozen=True, slots=True)
class StopInput:
    """One stop as one visit of the engine: all that is handed over there."""

    stop: Stop
    tasks: tuple[StopTask, ...]
    promised: Promised

    @property
    def key(self) -> UUID:
        """Its public id."""
        return self.stop.public_id

    @property
    def service_seconds(self) -> int:
        """How long its tasks take."""
        return sum(task.service_seconds for task in self.tasks)


@dataclass(frozen=True, slots=True)
class UnitInput:
    """One piece of a load: whose it is, its place in the vehicle, whether it is in, else in which lane."""

    key: str
    stop: UUID
    slot: Slot
    is_in: bool
    lane_id: int | None


@dataclass(frozen=True, slots=True)
class RoutesInput:
    """Routes with what stands on them; `midnight` is the day's beginning at the site, in UTC."""

    midnight: datetime
    routes: Mapping[UUID, Route]
    shifts: Mapping[UUID, ShiftInput]
    loads: Mapping[UUID, Load]
    stops: Mapping[UUID, StopInput]
    orders: Orders
    units: Mapping[UUID, tuple[UnitInput, ...]]
    unit_seconds: int

    @property
    def route_of(self) -> dict[UUID, UUID]:
        """Which route each stop is on."""
        return {stop: route for route, order in self.orders.items() for stop in order}

    @property
    def revisions(self) -> dict[str, int]:
        """The number of the revision of each route that was read."""
        return {str(key): route.planned_revision for key, route in self.routes.items()}


def routes_input(*, route_ids: Collection[int]) -> RoutesInput:
    """Read routes of one site and day; a constant number of queries."""
    related = ("site", "driver", "vehicle__type", "shift__vehicle__type", "shift__driver")
    routes = list(Route.objects.filter(pk__in=route_ids).select_related(*related).order_by("pk"))
    midnight = midnight_of(routes[0].site, routes[0].works_on)
    shifts = shift_inputs([route.shift for route in routes], midnight)
    stops, orders = _stops(routes)
    loads = (
        Load.objects.filter(trip__route__in=routes).select_related("trip__route").order_by("-trip__number")
    )
    return RoutesInput(
        midnight=midnight,
        routes={route.public_id: route for route in routes},
        shifts={route.public_id: shift for route, shift in zip(routes, shifts, strict=True)},
        loads={load.trip.route.public_id: load for load in loads},
        stops=stops,
        orders=orders,
        units=_units(routes),
        unit_seconds=loading_times(routes[0].site).unit_seconds,
    )


def _units(routes: Sequence[Route]) -> dict[UUID, tuple[UnitInput, ...]]:
    found: dict[UUID, list[UnitInput]] = {route.public_id: [] for route in routes}
    rows = LoadUnit.objects.filter(load__trip__route__in=routes, short_reason="").select_related(
        "load__trip__route", "task__stop", "handling_unit__location"
    )
    for one in rows.order_by("pk"):
        box = one.handling_unit
        lane = box.location_id if box and box.location and box.location.kind == LocationKind.LANE else None
        slot = Slot(f"{one.compartment_id}", one.load_rank, one.row, one.lane, one.tier)
        unit = UnitInput(str(one.pk), one.task.stop.public_id, slot, one.loaded_at is not None, lane)
        found[one.load.trip.route.public_id].append(unit)
    return {route: tuple(units) for route, units in found.items()}


def _stops(routes: Sequence[Route]) -> tuple[dict[UUID, StopInput], Orders]:
    tasks = list(
        StopTask.objects.filter(stop__trip__route__in=routes, kind__in=(TaskKind.DELIVER, TaskKind.COLLECT))
        .exclude(status=TaskStatus.CANCELLED)
        .select_related("delivery__shipment", "stop")
        .order_by("stop", "sequence")
    )
    windows = windows_by_delivery(tasks=tasks)
    mine: dict[int, list[StopTask]] = defaultdict(list)
    for task in tasks:
        mine[task.stop_id].append(task)
    orders: Orders = {route.public_id: [] for route in routes}
    found: dict[UUID, StopInput] = {}
    rows = Stop.objects.standing().filter(trip__route__in=routes).select_related("trip__route", "address")
    for stop in rows.order_by("trip__number", "sequence"):
        if stop.pk not in mine:
            continue
        promised = at_stop(tasks=mine[stop.pk], windows=windows) or ANY_TIME
        found[stop.public_id] = StopInput(stop, tuple(mine[stop.pk]), promised)
        orders[stop.trip.route.public_id].append(stop.public_id)
    return found, orders
