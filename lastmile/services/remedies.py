"""What can be done about a route that runs late, each with its price: a trial of the code that is applied.

Reads and asks the road engine, so never in a transaction; `applying_remedies` makes one of them real.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from lastmile.models import Driver, Route
from lastmile.queries.arranging_input import Orders, RoutesInput, routes_input
from lastmile.queries.board_choices import drivers_for
from lastmile.queries.late_recipients import late_now, recipients_to_tell
from lastmile.queries.nearest_routes import nearest_routes
from lastmile.services._arranging import Arranger, begins_of, shifted
from lastmile.services._trial import trial_of
from lastmile.services.pricing_moves import MOST_STOPS, MovePrice, price_moves
from lastmile.states import RemedyKind, RouteStatus

OPEN = (RouteStatus.PLANNED, RouteStatus.RELEASED)
EARLIEST = timedelta(minutes=90)
"""Nobody is asked to come sooner than that before the shift."""
STEP = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Remedy:
    """One thing that can be done about a late route.

    `late` is how many stops of all routes that it touches miss their window now, `late_after` how many would.
    Seconds and metres are added on those routes together. `orders` and `opens` are what would be written.
    """

    kind: RemedyKind
    late: int
    late_after: int
    stops: int = 0
    target: str = ""
    driver: Driver | None = None
    told: int = 0
    begins_at: datetime | None = None
    added_seconds: int = 0
    added_metres: int = 0
    added_overtime: int = 0
    handled_again: int = 0
    revisions: Mapping[str, int] = field(default_factory=dict)
    orders: Orders = field(default_factory=dict)
    opens: Mapping[UUID, datetime] = field(default_factory=dict)


def remedies_for(*, route: Route, at: datetime) -> list[Remedy]:
    """What can be done, the best first: the fewest late stops, then the least time on the road."""
    if route.status not in OPEN:
        return _telling(route, late_now(route=route))
    given = routes_input(route_ids=[route.pk])
    arranger = Arranger(given, begins_of(given=given, at=at))
    late = _late_stops(arranger, route)
    found = [*_moving(arranger, route, late, at), *_starting_earlier(given, route, len(late), at)]
    found = [one for one in found if one.late_after < one.late]
    found.sort(key=lambda one: (one.late_after, one.added_seconds))
    return [*found, *_another_driver(route, len(late), at), *_telling(route, len(late))]


def _late_stops(arranger: Arranger, route: Route) -> list[UUID]:
    """The stops that miss their window if the van leaves as soon as it still can."""
    order = arranger.given.orders[route.public_id]
    late = arranger.judge(route.public_id, order).late
    return [key for key in order if str(key) in late]


def _moving(arranger: Arranger, route: Route, late: Sequence[UUID], at: datetime) -> list[Remedy]:
    """To one route all late stops, or only as many of them as it takes: whatever leaves fewer late."""
    found = []
    for keys in {tuple(late), tuple(_enough(arranger, route, late))} - {()}:
        stops = [arranger.given.stops[key].stop for key in keys[:MOST_STOPS]]
        targets = nearest_routes(stops=stops)
        prices = price_moves(stops=stops, routes=targets, at=at) if targets else []
        found += [_by_moving(one, len(stops)) for one in prices if not one.refusal]
    return sorted(found, key=lambda one: (one.late_after, one.added_seconds))[:1]


def _by_moving(price: MovePrice, stops: int) -> Remedy:
    return Remedy(
        kind=RemedyKind.MOVE_LATE,
        late=price.late,
        late_after=price.late_after,
        stops=stops,
        target=price.code,
        added_seconds=price.added_seconds,
        added_metres=price.added_metres,
        added_overtime=price.added_overtime,
        handled_again=price.handled_again,
        revisions=price.revisions or {},
        orders=price.orders,
    )


def _enough(arranger: Arranger, route: Route, late: Sequence[UUID]) -> list[UUID]:
    """The late stops without which, taken out one after the other, the rest is in time."""
    order, left = list(arranger.given.orders[route.public_id]), list(late)
    while left and len(order) > 1 and arranger.judge(route.public_id, order).late:
        best = min(left, key=lambda key: _without(arranger, route, order, key))
        order.remove(best)
        left.remove(best)
    return [key for key in late if key not in left]


def _without(arranger: Arranger, route: Route, order: Sequence[UUID], key: UUID) -> tuple[int, int]:
    judgement = arranger.judge(route.public_id, [one for one in order if one != key])
    return len(judgement.late), judgement.judged.timing.seconds


def _starting_earlier(given: RoutesInput, route: Route, late: int, at: datetime) -> list[Remedy]:
    """The shift begins as much earlier as makes the fewest stops late, by the least; unless it has begun."""
    key, opens = route.public_id, route.shift.opens
    orders, best, fewest = {key: given.orders[key]}, None, late
    before = trial_of(Arranger(given, {}), orders) if late and at < opens else None
    while before and fewest and (opens := opens - STEP) >= max(at, route.shift.opens - EARLIEST):
        after = trial_of(Arranger(shifted(given, {key: opens}), {}), orders)
        if after.refusal or len(after.late_after) >= fewest:
            continue
        fewest = len(after.late_after)
        best = Remedy(
            kind=RemedyKind.START_EARLIER,
            late=late,
            late_after=fewest,
            begins_at=opens,
            added_seconds=after.seconds_after - before.seconds_after,
            revisions=after.revisions,
            orders=orders,
            opens={key: opens},
        )
    return [best] if best else []


def _another_driver(route: Route, late: int, at: datetime) -> list[Remedy]:
    """Somebody who is free and can, where nobody drives it or the van should be gone."""
    if route.driver_id and at <= route.starts_at:
        return []
    now = route.driver.public_id if route.driver else None
    free = (one.id for one in drivers_for(route=route) if not one.obstacle and one.id != now)
    driver = Driver.objects.filter(public_id__in=[*free][:1]).first()
    if driver is None:
        return []
    return [_unmoved(route, RemedyKind.ANOTHER_DRIVER, late, driver=driver)]


def _telling(route: Route, late: int) -> list[Remedy]:
    """The recipients who would miss their window hear the new time; nobody is less late for it."""
    people = recipients_to_tell(route=route)
    return [_unmoved(route, RemedyKind.TELL, late, told=len(people))] if people else []


def _unmoved(
    route: Route, kind: RemedyKind, late: int, *, told: int = 0, driver: Driver | None = None
) -> Remedy:
    revisions = {str(route.public_id): route.planned_revision}
    return Remedy(kind=kind, late=late, late_after=late, told=told, driver=driver, revisions=revisions)
