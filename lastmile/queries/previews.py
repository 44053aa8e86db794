"""What a preview shows: figures, one card per route, what is left out and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lastmile.models import Delivery, PlanDraft, Shift
from lastmile.queries.advice import advice_of
from lastmile.queries.planning_input import midnight_of
from routing.engine.evaluate import Evaluation, RouteFigures, evaluate
from routing.engine.formats.plan_json import plan_from
from routing.engine.formats.problem_json import problem_from
from routing.engine.plan import Plan, PlannedRoute, PlannedStop
from routing.engine.problem import Problem, Vehicle
from routing.services.solving import matrices_folder


@dataclass(frozen=True, slots=True)
class StopRow:
    """One order of a route as the list shows it."""

    number: int
    visit: str
    delivery: Delivery | None
    arrives_at: datetime
    starts_at: datetime
    departs_at: datetime
    wait_seconds: int
    slack_seconds: int
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class RouteCard:
    """One route of the preview; `number` picks its colour."""

    number: int
    shift: Shift
    departs_at: datetime
    returns_at: datetime
    seconds: int
    driving_seconds: int
    metres: int
    cost: int
    loads: tuple[tuple[str, int, int], ...]
    stops: tuple[StopRow, ...]
    breaks: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def fullest_percent(self) -> int:
        """How full the vehicle is in the dimension that is fullest."""
        return max((100 * amount // most for _, amount, most in self.loads if most), default=0)

    @property
    def code(self) -> str:
        """What the route is called before it has a code of its own."""
        return f"R{self.number:02d}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One delivery that is not in the plan, why, and what would get it in."""

    delivery: Delivery | None
    visit: str
    reason: str
    code: str
    suggestion: dict[str, Any] | None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A whole plan as people read it; `cost` is what driving it costs, without the price of leaving out."""

    routes: tuple[RouteCard, ...]
    left_out: tuple[LeftOut, ...]
    metres: int
    seconds: int
    cost: int
    currency: str
    planned: int
    reasons: tuple[tuple[str, int], ...] = field(default=())

    @property
    def unplanned(self) -> int:
        """How many deliveries are left out."""
        return len(self.left_out)

    @property
    def last_return(self) -> datetime | None:
        """When the last vehicle is back."""
        return max((card.returns_at for card in self.routes), default=None)


def preview_of(draft: PlanDraft) -> Preview | None:
    """The draft's best plan so far, judged again; None while there is none. Three queries."""
    if draft.run.plan is None:
        return None
    problem = problem_from(draft.run.problem, folder=matrices_folder())
    plan = plan_from(draft.run.plan)
    return _Reader(draft, problem, plan).read(evaluate(problem, plan))


class _Reader:
    """A plan with the rows that its keys name."""

    def __init__(self, draft: PlanDraft, problem: Problem, plan: Plan) -> None:
        self.draft, self.plan, self.problem = draft, plan, problem
        self.midnight = midnight_of(draft.site, draft.plan_on)
        keys = [visit.key for visit in problem.visits]
        rows = Delivery.objects.filter(public_id__in=keys).select_related("address", "shipment", "order")
        self.deliveries = {str(row.public_id): row for row in rows.prefetch_related("windows")}
        shifts = Shift.objects.filter(public_id__in=[vehicle.key for vehicle in problem.vehicles])
        self.shifts = {str(one.public_id): one for one in shifts.select_related("vehicle__type", "driver")}
        self.shifts_by_key = {key: one.vehicle.code for key, one in self.shifts.items()}
        self._places = {visit.key: visit.place for visit in problem.visits}
        self.vehicles: Mapping[str, Vehicle] = {one.key: one for one in problem.vehicles}

    def read(self, judged: Evaluation) -> Preview:
        """Everything the page shows."""
        figures = {one.vehicle: one for one in judged.routes}
        cards = tuple(
            self._card(number, route, figures[route.vehicle])
            for number, route in enumerate(self.plan.routes, 1)
            if route.stops and route.vehicle in self.shifts
        )
        left = tuple(
            LeftOut(
                delivery=self.deliveries.get(one.visit),
                visit=one.visit,
                reason=one.reason.text,
                code=one.reason.code,
                suggestion=one.suggestion,
                advice=advice_of(one.suggestion, self.shifts_by_key, self.midnight, self.draft.site),
            )
            for one in self.plan.unplanned
        )
        return Preview(
            routes=cards,
            left_out=left,
            metres=sum(card.metres for card in cards),
            seconds=sum(card.seconds for card in cards),
            cost=sum(card.cost for card in cards),
            currency=cards[0].shift.vehicle.type.currency if cards else "EUR",
            planned=sum(len(route.stops) for route in self.plan.routes),
            reasons=tuple(Counter(one.reason for one in left).most_common()),
        )

    def _card(self, number: int, route: PlannedRoute, figures: RouteFigures) -> RouteCard:
        vehicle = self.vehicles[route.vehicle]
        loads = [max((leg[at] for leg in figures.loads), default=0) for at in range(len(self.problem.loads))]
        return RouteCard(
            number=number,
            shift=self.shifts[route.vehicle],
            departs_at=self._at(route.departure),
            returns_at=self._at(route.arrival),
            seconds=route.seconds,
            driving_seconds=figures.driving,
            metres=route.metres,
            cost=figures.cost.total,
            loads=tuple(zip(self.problem.loads, loads, vehicle.capacity, strict=True)),
            stops=tuple(
                self._stop(at, stop, slack)
                for at, (stop, slack) in enumerate(zip(route.stops, figures.slack, strict=True), 1)
            ),
            breaks=tuple((self._at(one.start), self._at(one.end)) for one in route.breaks),
        )

    def _stop(self, number: int, stop: PlannedStop, slack: int) -> StopRow:
        delivery = self.deliveries.get(stop.visit)
        place = self.problem.places[self._places[stop.visit]]
        return StopRow(
            number=number,
            visit=stop.visit,
            delivery=delivery,
            arrives_at=self._at(stop.arrival),
            starts_at=self._at(stop.start),
            departs_at=self._at(stop.departure),
            wait_seconds=stop.wait,
            slack_seconds=slack,
            longitude=place.longitude,
            latitude=place.latitude,
        )

    def _at(self, seconds: int) -> datetime:
        return self.midnight + timedelta(seconds=seconds)
