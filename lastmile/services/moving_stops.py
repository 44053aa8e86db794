"""Moving a stop to another route or another place of its own."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service
from lastmile.errors import MoveRefusedError
from lastmile.models import Route, RouteEdit, Stop
from lastmile.queries.arranging_input import routes_input
from lastmile.services._arranged_writing import write_routes
from lastmile.services._arrangement import Arrangement, arrange
from lastmile.services._edits import keep_edit
from lastmile.services._move_rules import reason_against_leaving, reason_against_taking
from lastmile.services._revision_guard import locked_unchanged
from lastmile.services.pricing_moves import orders_after, price_moves
from lastmile.states import EditKind, RevisionKind


def arrange_move(*, stop: Stop, target: Route, position: int | None = None) -> Arrangement:
    """Work out the move of a stop. Raises MoveRefusedError with the reason. Never in a transaction."""
    price = price_moves(stop=stop, routes=[target], position=position)[0]
    if price.refusal:
        raise MoveRefusedError(price.refusal, route=target.code)
    given = routes_input(route_ids={stop.trip.route_id, target.pk})
    orders = orders_after(
        given=given,
        stop=stop.public_id,
        origin=stop.trip.route.public_id,
        target=target.public_id,
        position=price.position,
    )
    return arrange(given=given, orders=orders)


@service
def move_stop(
    *, arrangement: Arrangement, stop_id: UUID, expected: Mapping[str, int], by: User | None, at: datetime
) -> RouteEdit:
    """Make the move that was worked out.

    `expected` is the number of the revision of each route that the person looked at. Raises RouteChangedError
    when one has another by now, MoveRefusedError when loading or release has gone on meanwhile.
    """
    given = arrangement.given
    origin_key = next(key for key, order in given.orders.items() if stop_id in order)
    target_key = next(key for key, order in arrangement.orders.items() if stop_id in order)
    routes = locked_unchanged(keys=arrangement.orders, expected=expected, read=given.revisions)
    origin, target = routes[origin_key], routes[target_key]
    stop = Stop.objects.select_related("trip__route").get(public_id=stop_id)
    now = routes_input(route_ids=[route.pk for route in routes.values()])
    refusal = reason_against_leaving(given=now, stop=stop) or reason_against_taking(
        given=now, origin=origin, target=target, stop=stop_id
    )
    if refusal:
        raise MoveRefusedError(refusal)
    before = {str(key): route.planned_revision for key, route in routes.items()}
    write_routes(arrangement=arrangement, routes=routes, at=at)
    kinds = {origin_key: RevisionKind.REMOVE, target_key: RevisionKind.INSERT}
    if origin_key == target_key:
        kinds = {origin_key: RevisionKind.RESEQUENCE}
    note = _("Stop %(n)s of %(origin)s to %(target)s") % {
        "n": stop.sequence,
        "origin": origin.code,
        "target": target.code,
    }
    facts = {"stop": str(stop_id), "from": str(origin_key), "to": str(target_key), "note": note}
    return keep_edit(
        kind=EditKind.MOVE_STOP, routes=routes, kinds=kinds, before=before, facts=facts, by=by, at=at
    )
