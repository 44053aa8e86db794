"""What moving stops to another route or another place would mean, before anybody does it.

A price is a trial by the engine's own judge on the roads; making the move runs the same code, so what was
shown is what is written. Prices and timings ask the road engine and are never worked out in a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import BadInputError, NotFoundError
from lastmile.models import Route, Stop
from lastmile.queries.arranging_input import Orders, routes_input
from lastmile.queries.nearest_routes import nearest_routes
from lastmile.services._arranging import Arranger, begins_of
from lastmile.services._inserting import best_order
from lastmile.services._move_rules import reason_against
from lastmile.services._trial import Trial, trial_of

MOST_STOPS = 60
"""So many stops are moved in one edit; beyond that one plans the day again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MovePrice:
    """What a move would mean. Seconds and metres are those of all routes together; `position` counts from 1
    and is, like `arrives_at` and `late_seconds`, that of the first of the stops.

    A price with a `refusal` cannot be made; its figures are nought.
    """

    route: UUID
    code: str
    position: int = 0
    arrives_at: datetime | None = None
    late_seconds: int = 0
    late: int = 0
    late_after: int = 0
    newly_late: int = 0
    no_longer_late: int = 0
    added_seconds: int = 0
    added_metres: int = 0
    added_overtime: int = 0
    handled_again: int = 0
    ends_at: datetime | None = None
    is_estimated: bool = False
    refusal: str = ""
    revisions: Mapping[str, int] | None = None
    orders: Orders = field(default_factory=dict)


def price_moves(
    *, stops: Sequence[Stop], routes: Sequence[Route] = (), position: int | None = None, at: datetime
) -> list[MovePrice]:
    """What moving the stops to each of these routes costs, the best first; without any, to those nearest.

    `position` fixes the place of the first among the stops that stay (1: before all of them), the others
    follow in the order in which they are driven now; else each gets its cheapest place. Nothing is written.
    """
    if len(stops) > MOST_STOPS:
        told = _("At most %(most)s stops are moved at once. Plan the day again instead.")
        raise BadInputError(told % {"most": MOST_STOPS}, place="stops")
    targets = list(routes) or nearest_routes(stops=stops)
    homes = {stop.trip.route_id for stop in stops}
    given = routes_input(route_ids={*homes, *(route.pk for route in targets)})
    wanted = {stop.public_id for stop in stops}
    moved = [key for order in given.orders.values() for key in order if key in wanted]
    asked = [given.routes[route.public_id] for route in targets]
    if len(moved) < len(stops):
        told = _("One of these stops is over or is no delivery: there is nothing to move.")
        return [_refused(route, told) for route in asked]
    arranger = Arranger(given, begins_of(given=given, at=at))
    prices = [_price(arranger, moved, route, position) for route in asked]
    return sorted(prices, key=lambda one: (bool(one.refusal), one.newly_late, one.added_seconds, one.code))


def stops_of(*, site_ids: Sequence[int], public_ids: Sequence[UUID]) -> list[Stop]:
    """The standing stops with these public ids on one of the sites. Raises NotFoundError."""
    rows = Stop.objects.standing().filter(trip__route__site__in=site_ids, public_id__in=public_ids)
    found = list(rows.select_related("trip__route__site"))
    if not found or len(found) != len(set(public_ids)):
        raise NotFoundError(_("There is no such stop, or not for you."))
    return found


def _price(arranger: Arranger, moved: Sequence[UUID], target: Route, position: int | None) -> MovePrice:
    given = arranger.given
    going = [one for one in moved if position is not None or given.route_of[one] != target.public_id]
    if not going:
        told = ngettext("It is on %(code)s already.", "They are on %(code)s already.", len(moved))
        return _refused(target, told % {"code": target.code})
    touched = dict.fromkeys([given.route_of[one] for one in going] + [target.public_id])
    orders = {key: [one for one in given.orders[key] if one not in going] for key in touched}
    rest = orders[target.public_id]
    orders[target.public_id] = [*rest, *going]
    if refusal := reason_against(given=given, orders=orders):
        return _refused(target, refusal)
    orders[target.public_id] = best_order(arranger, target.public_id, rest, going, position)
    return _told(target, going, orders, trial_of(arranger, orders))


def _told(target: Route, going: Sequence[UUID], orders: Orders, trial: Trial) -> MovePrice:
    order, after = orders[target.public_id], trial.after[target.public_id]
    first = min(order.index(one) for one in going)
    return MovePrice(
        route=target.public_id,
        code=target.code,
        position=first + 1,
        arrives_at=trial.moment(after.judged.timing.arrivals[first]),
        late_seconds=max(after.late_by.get(str(one), 0) for one in going),
        late=len(trial.late_before),
        late_after=len(trial.late_after),
        newly_late=len(trial.late_after - trial.late_before),
        no_longer_late=len(trial.late_before - trial.late_after),
        added_seconds=trial.added_seconds,
        added_metres=trial.added_metres,
        added_overtime=trial.added_overtime,
        handled_again=trial.handled_again,
        ends_at=trial.moment(after.judged.timing.arrival),
        is_estimated=trial.is_estimated,
        refusal=trial.refusal,
        revisions=trial.revisions,
        orders=orders,
    )


def _refused(route: Route, refusal: str) -> MovePrice:
    return MovePrice(route=route.public_id, code=route.code, refusal=refusal)
