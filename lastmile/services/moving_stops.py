"""Moving stops to another route, or to another place of their own, together and as one edit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from lastmile.errors import MoveRefusedError
from lastmile.models import Route, RouteEdit, Stop
from lastmile.queries.arranging_input import routes_input
from lastmile.services._arrangement import Arrangement, arrange
from lastmile.services._arranging import begins_of
from lastmile.services.pricing_moves import price_moves
from lastmile.services.rearranging import rearrange
from lastmile.states import EditKind


def arrange_move(
    *, stops: Sequence[Stop], target: Route, position: int | None = None, at: datetime
) -> Arrangement:
    """Work out the move of stops. Raises MoveRefusedError with the reason. Never in a transaction."""
    price = price_moves(stops=stops, routes=[target], position=position, at=at)[0]
    if price.refusal:
        raise MoveRefusedError(price.refusal, route=target.code)
    given = routes_input(route_ids={stop.trip.route_id for stop in stops} | {target.pk})
    orders = {key: order for key, order in price.orders.items() if order != given.orders[key]}
    if not orders:
        raise MoveRefusedError(_("They stand there already."), route=target.code)
    return arrange(given=given, orders=orders, begins=begins_of(given=given, at=at))


def move_stops(
    *, arrangement: Arrangement, target: Route, expected: Mapping[str, int], by: User | None, at: datetime
) -> RouteEdit:
    """Make the move that was worked out: one edit, however many stops.

    `expected` is the number of the revision of each route that the person looked at. Raises RouteChangedError
    when one has another by now, MoveRefusedError when loading or release has gone on meanwhile.
    """
    return rearrange(
        arrangement=arrangement,
        kind=EditKind.MOVE_STOP,
        facts={"to": str(target.public_id), "note": _note(arrangement, target)},
        expected=expected,
        by=by,
        at=at,
    )


def _note(arrangement: Arrangement, target: Route) -> str:
    given = arrangement.given
    was, now = given.orders.get(target.public_id, []), arrangement.orders.get(target.public_id, [])
    moved = [given.stops[key].stop for key in now if key not in was]
    origins = ", ".join(dict.fromkeys(stop.trip.route.code for stop in moved))
    if not moved:
        return _("Another order of the stops of %(target)s") % {"target": target.code}
    if len(moved) == 1:
        facts = {"n": moved[0].sequence, "origin": origins, "target": target.code}
        return _("Stop %(n)s of %(origin)s to %(target)s") % facts
    told = ngettext(
        "%(n)s stop of %(origin)s to %(target)s", "%(n)s stops of %(origin)s to %(target)s", len(moved)
    )
    return told % {"n": len(moved), "origin": origins, "target": target.code}
