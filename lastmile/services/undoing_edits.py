"""Taking back edits: the opposite is written as a new revision, never over what somebody did since."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service
from lastmile.errors import MoveRefusedError, NothingToUndoError
from lastmile.models import Driver, Route, RouteEdit, RouteRevision
from lastmile.queries.arranging_input import Orders, routes_input
from lastmile.services._arranged_writing import write_routes
from lastmile.services._arrangement import Arrangement, arrange
from lastmile.services._edits import keep_edit
from lastmile.services._move_rules import BEGUN
from lastmile.services._revision_guard import changed_error, locked_unchanged
from lastmile.services.assigning import put_driver
from lastmile.states import EditKind, RevisionKind, RouteStatus
from wms.models import Site


def last_edit(*, site: Site, works_on: date, by: User) -> RouteEdit:
    """The person's latest edit of that day that stands. Raises NothingToUndoError where there is none."""
    mine = RouteEdit.objects.standing().filter(site=site, works_on=works_on, made_by=by)
    found = mine.order_by("-pk").first()
    if found is None:
        raise NothingToUndoError(_("There is no change of yours left to take back."))
    return found


def arrange_back(*, edit: RouteEdit) -> Arrangement | None:
    """Work out the orders as they were before; None for an edit that moved no stop. Never in a transaction.

    Raises RouteChangedError when somebody changed one of the routes since.
    """
    if edit.kind != EditKind.MOVE_STOP:
        return None
    routes = {str(one.public_id): one for one in Route.objects.filter(public_id__in=list(edit.after))}
    for key, number in edit.after.items():
        if routes[key].planned_revision != number:
            raise changed_error(route=routes[key], since=number)
    given = routes_input(route_ids=[route.pk for route in routes.values()])
    known = set(given.stops)
    orders: Orders = {
        UUID(key): [stop for stop in _stops_of(routes[key], number) if stop in known]
        for key, number in edit.before.items()
    }
    if {stop for order in orders.values() for stop in order} != known:
        raise MoveRefusedError(_("Other stops stand on these routes by now."))
    return arrange(given=given, orders=orders)


@service
def undo_edit(*, edit_id: int, arrangement: Arrangement | None, by: User, at: datetime) -> RouteEdit:
    """Write the opposite of an edit as a new revision.

    Raises NothingToUndoError when it was taken back already, RouteChangedError when a route changed since,
    MoveRefusedError once loading has begun or a van has left.
    """
    edit = RouteEdit.objects.locked().select_related("site").get(pk=edit_id)
    if RouteEdit.objects.filter(undoes=edit).exists():
        raise NothingToUndoError(_("This change was taken back already."))
    keys = [UUID(key) for key in edit.after]
    routes = locked_unchanged(keys=keys, expected=edit.after)
    note = _("Taken back: %(what)s") % {"what": edit.facts.get("note", "")}
    facts = {"note": note, "undoes": str(edit.public_id)}
    if arrangement is None:
        _driver_back(edit, next(iter(routes.values())))
        kinds = dict.fromkeys(keys, RevisionKind.TRANSFER)
    else:
        _refuse_if_too_late(routes.values())
        write_routes(arrangement=arrangement, routes=routes, at=at)
        kinds = dict.fromkeys(keys, RevisionKind.RESEQUENCE)
    return keep_edit(
        kind=EditKind(edit.kind), routes=routes, kinds=kinds, before=edit.after, facts=facts, by=by, at=at,
        undoes=edit,
    )  # fmt: skip


def _refuse_if_too_late(routes: Iterable[Route]) -> None:
    for route in routes:
        begun = route.trips.filter(load__status__in=BEGUN).exists()
        if begun or route.status not in {RouteStatus.PLANNED, RouteStatus.RELEASED}:
            told = _("%(code)s is being loaded or has left: its stops stay as they are.")
            raise MoveRefusedError(told % {"code": route.code})


def _driver_back(edit: RouteEdit, route: Route) -> None:
    code = edit.facts.get("from", "")
    put_driver(route=route, driver=Driver.objects.get(public_id=code) if code else None)


def _stops_of(route: Route, number: int) -> list[UUID]:
    """The stops of an earlier revision, in order."""
    revision = RouteRevision.objects.get(route=route, number=number)
    return [UUID(stop["stop"]) for stop in revision.stops]
