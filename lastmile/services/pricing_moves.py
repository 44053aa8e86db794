"""What moving a stop to another route or another place would mean, before anybody does it.

A price is a trial by the engine's own judge on the roads; making the move runs the same code, so what was
shown is what is written. Prices and timings ask the road engine and are never worked out in a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import NotFoundError
from lastmile.errors import MoveRefusedError
from lastmile.models import Route, Stop
from lastmile.queries.arranging_input import Orders, RoutesInput, routes_input
from lastmile.services._arranging import Arranger, Fault, Judgement
from lastmile.services._move_rules import reason_against_leaving, reason_against_taking, tail_only
from lastmile.states import ACTIVE_ROUTES

NEAREST_ROUTES = 6
"""So many routes are tried when nobody says which one is meant."""
WORTH_LATE = 10**15
"""One more broken promise outweighs any detour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MovePrice:
    """What a move would mean. Seconds and metres are those of both routes together; `position` counts from 1.

    A price with a `refusal` cannot be made; its figures are nought.
    """

    route: UUID
    code: str
    position: int = 0
    arrives_at: datetime | None = None
    late_seconds: int = 0
    newly_late: int = 0
    no_longer_late: int = 0
    added_seconds: int = 0
    added_metres: int = 0
    ends_at: datetime | None = None
    is_estimated: bool = False
    refusal: str = ""
    revisions: Mapping[str, int] | None = None


def price_moves(*, stop: Stop, routes: Sequence[Route] = (), position: int | None = None) -> list[MovePrice]:
    """What moving the stop to each of these routes costs, the best first; without any, to those nearest.

    `position` fixes the place (1 is the first stop), else the cheapest is found. Nothing is written.
    """
    targets = list(routes) or _nearest(stop)
    ids = {stop.trip.route_id, *(route.pk for route in targets)}
    given = routes_input(route_ids=ids)
    origin = given.routes[stop.trip.route.public_id]
    refusal = reason_against_leaving(given=given, stop=stop)
    asked = [given.routes[route.public_id] for route in targets]
    if refusal:
        return [_refused(route, refusal) for route in asked]
    arranger = Arranger(given)
    prices = [_price(arranger, stop.public_id, origin, route, position) for route in asked]
    return sorted(prices, key=lambda one: (bool(one.refusal), one.newly_late, one.added_seconds, one.code))


def orders_after(*, given: RoutesInput, stop: UUID, origin: UUID, target: UUID, position: int) -> Orders:
    """The orders of both routes once the stop stands at that position (from 1) of the target."""
    orders = {key: [one for one in order if one != stop] for key, order in given.orders.items()}
    rest = orders[target]
    at = min(max(position - 1, 0), len(rest))
    orders[target] = [*rest[:at], stop, *rest[at:]]
    return {key: orders[key] for key in dict.fromkeys((origin, target))}


def stop_of(*, site_ids: Sequence[int], public_id: UUID) -> Stop:
    """The standing stop with this public id on one of the sites. Raises NotFoundError."""
    stops = Stop.objects.standing().filter(trip__route__site__in=site_ids)
    found = stops.select_related("trip__route__site").filter(public_id=public_id).first()
    if found is None:
        raise NotFoundError(_("There is no such stop, or not for you."))
    return found


def _price(arranger: Arranger, stop: UUID, origin: Route, target: Route, position: int | None) -> MovePrice:
    given = arranger.given
    refusal = reason_against_taking(given=given, origin=origin, target=target, stop=stop)
    if refusal:
        return _refused(target, refusal)
    rest = [one for one in given.orders[target.public_id] if one != stop]
    places = range(1, len(rest) + 2) if position is None else [min(max(position, 1), len(rest) + 1)]
    if tail_only(given=given, target=target):
        if position is not None and position <= len(rest):
            told = _("Loading of %(code)s has begun: a stop can only be added at its end.")
            return _refused(target, told % {"code": target.code})
        places = range(len(rest) + 1, len(rest) + 2)
    before = _before(arranger, {origin.public_id, target.public_id})
    tried = [_tried(arranger, stop, origin, target, place, before) for place in places]
    return min(tried, key=lambda one: one[0])[1]


type _Before = Mapping[UUID, Judgement]


def _before(arranger: Arranger, keys: set[UUID]) -> _Before:
    return {key: arranger.judge(key, arranger.given.orders[key]) for key in keys}


def _tried(
    arranger: Arranger, stop: UUID, origin: Route, target: Route, place: int, before: _Before
) -> tuple[int, MovePrice]:
    """The rank of one place, the lowest is best, and its price."""
    given = arranger.given
    orders = orders_after(
        given=given, stop=stop, origin=origin.public_id, target=target.public_id, position=place
    )
    after = {key: arranger.judge(key, order) for key, order in orders.items()}
    late_before = {one for judgement in before.values() for one in judgement.late}
    late = {one for judgement in after.values() for one in judgement.late}
    timing = after[target.public_id].judged.timing
    at = orders[target.public_id].index(stop)
    seconds = sum(one.judged.timing.seconds for one in after.values())
    seconds -= sum(one.judged.timing.seconds for one in before.values())
    metres = sum(one.judged.metres for one in after.values()) - sum(
        one.judged.metres for one in before.values()
    )
    faults = {one for judgement in after.values() for one in judgement.faults}
    new_faults = faults - {one for judgement in before.values() for one in judgement.faults}
    price = MovePrice(
        route=target.public_id,
        code=target.code,
        position=place,
        arrives_at=given.midnight + timedelta(seconds=timing.arrivals[at]),
        late_seconds=_late_by(after[target.public_id], str(stop)),
        newly_late=len(late - late_before),
        no_longer_late=len(late_before - late),
        added_seconds=seconds,
        added_metres=metres,
        ends_at=given.midnight + timedelta(seconds=timing.arrival),
        is_estimated=arranger.is_estimated,
        refusal=_fault(after[target.public_id], new_faults),
        revisions={str(key): given.routes[key].planned_revision for key in orders},
    )
    return (len(new_faults) + price.newly_late) * WORTH_LATE + seconds, price


def _late_by(judgement: Judgement, stop: str) -> int:
    return next(
        (int(one.facts["seconds"]) for one in judgement.broken if one.code == "late" and one.visit == stop), 0
    )


def _fault(judgement: Judgement, new: set[Fault]) -> str:
    """Why nobody may drive it so, in words; empty where only promises break."""
    codes = [one.code for one in judgement.broken if (one.code, one.vehicle, one.visit) in new]
    return str(FAULTS.get(codes[0], _("The vehicle cannot drive it."))) if codes else ""


FAULTS = {
    "overload": gettext_lazy("It does not fit into the vehicle any more."),
    "skill_missing": gettext_lazy("The driver lacks a skill that the order asks for."),
    "feature_missing": gettext_lazy("The vehicle lacks something that the order asks for."),
    "shift_overrun": gettext_lazy("The van would be back after its shift ends."),
    "too_far": gettext_lazy("The route would be longer than the vehicle's range."),
    "too_many_visits": gettext_lazy("The vehicle may not make more stops."),
    "no_road": gettext_lazy("There is no road on the way to it."),
}


def _refused(route: Route, refusal: str) -> MovePrice:
    return MovePrice(route=route.public_id, code=route.code, refusal=refusal)


def _nearest(stop: Stop) -> list[Route]:
    """The routes with the stops nearest to this one, its own not among them."""
    if stop.longitude is None or stop.latitude is None:
        raise MoveRefusedError(_("Nobody knows where this stop is."))
    home = stop.trip.route
    others = (
        Stop.objects.standing()
        .filter(trip__route__site=home.site, trip__route__works_on=home.works_on, latitude__isnull=False)
        .filter(trip__route__status__in=ACTIVE_ROUTES)
        .exclude(trip__route=home)
        .values_list("trip__route", "longitude", "latitude")
    )
    far: dict[int, float] = {}
    here_x, here_y = stop.longitude, stop.latitude
    for route, x, y in others:
        apart = ((x or 0) - here_x) ** 2 + (2 * ((y or 0) - here_y)) ** 2
        far[route] = min(apart, far.get(route, apart))
    best = sorted(far, key=lambda route: far[route])[:NEAREST_ROUTES]
    return list(Route.objects.filter(pk__in=best))
