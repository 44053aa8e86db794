"""Writing other orders of stops as one edit: whoever works them out, they become real here."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core import events
from core.transactions import service
from lastmile.errors import MoveRefusedError
from lastmile.events import RoutesRearranged
from lastmile.models import RouteEdit
from lastmile.queries.arranging_input import Orders, routes_input
from lastmile.services._arranged_writing import write_routes
from lastmile.services._arrangement import Arrangement
from lastmile.services._edits import keep_edit
from lastmile.services._move_rules import reason_against
from lastmile.services._revision_guard import locked_unchanged
from lastmile.states import EditKind, RevisionKind


@service
def rearrange(
    *,
    arrangement: Arrangement,
    kind: EditKind,
    facts: Mapping[str, str],
    expected: Mapping[str, int],
    by: User | None,
    at: datetime,
    undoes: RouteEdit | None = None,
) -> RouteEdit:
    """Give routes the orders of stops that were worked out; event RoutesRearranged.

    `expected` is the revision of each route that the person looked at. Raises RouteChangedError when one has
    another by now, MoveRefusedError when loading or release has gone on meanwhile.
    """
    given = arrangement.given
    routes = locked_unchanged(keys=arrangement.orders, expected=expected, read=given.revisions)
    now = routes_input(route_ids=[route.pk for route in routes.values()])
    if refusal := reason_against(given=now, orders=arrangement.orders):
        raise MoveRefusedError(refusal)
    write_routes(arrangement=arrangement, routes=routes, by=by, at=at)
    events.publish(RoutesRearranged(route_ids=tuple(route.pk for route in routes.values())))
    return keep_edit(
        kind=kind, routes=routes, kinds=_kinds(given.orders, arrangement.orders), facts=facts,
        begins=arrangement.begins, by=by, at=at, undoes=undoes,
    )  # fmt: skip


def _kinds(before: Orders, after: Orders) -> dict[UUID, RevisionKind]:
    """What the edit means for each route."""
    return {key: _kind(before[key], order) for key, order in after.items()}


def _kind(before: list[UUID], after: list[UUID]) -> RevisionKind:
    if set(after) - set(before):
        return RevisionKind.INSERT
    if set(before) - set(after):
        return RevisionKind.REMOVE
    return RevisionKind.RETIME if before == after else RevisionKind.RESEQUENCE
