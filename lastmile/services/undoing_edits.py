"""Taking edits back and making them again: the opposite is written as a new revision, never over what
somebody did since.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service
from lastmile.errors import MoveRefusedError, NothingToUndoError
from lastmile.models import Driver, Route, RouteEdit, RouteRevision
from lastmile.queries.arranging_input import Orders, routes_input
from lastmile.queries.edit_history import history_of
from lastmile.services._arrangement import Arrangement, arrange
from lastmile.services._edits import keep_edit
from lastmile.services._revision_guard import changed_error, locked_unchanged
from lastmile.services.assigning import put_driver
from lastmile.services.rearranging import rearrange
from lastmile.states import EditKind, RevisionKind
from wms.models import Site


def last_edit(*, site: Site, works_on: date, by: User) -> RouteEdit:
    """The person's latest edit of that day that stands. Raises NothingToUndoError where there is none."""
    found = history_of(site=site, works_on=works_on, by=by).undo
    if not found:
        raise NothingToUndoError(_("There is no change of yours left to take back."))
    return found[-1]


def last_taken_back(*, site: Site, works_on: date, by: User) -> RouteEdit:
    """What the person took back last and may make again. Raises NothingToUndoError where there is nothing."""
    found = history_of(site=site, works_on=works_on, by=by).redo
    if not found:
        raise NothingToUndoError(_("There is nothing that you took back and could make again."))
    return found[-1]


def arrange_back(*, edit: RouteEdit) -> Arrangement | None:
    """Work out the orders as they were before, with the times of then; None for an edit that moved no stop.

    Never in a transaction. Raises RouteChangedError when somebody changed one of the routes since.
    """
    if edit.kind != EditKind.MOVE_STOP:
        return None
    routes = {str(one.public_id): one for one in Route.objects.filter(public_id__in=list(edit.after))}
    for key, number in edit.after.items():
        if routes[key].planned_revision != number:
            raise changed_error(route=routes[key], since=number)
    given = routes_input(route_ids=[route.pk for route in routes.values()])
    was = {UUID(key): _revision(routes[key], number) for key, number in edit.before.items()}
    orders: Orders = {
        key: [one for one in _stops_of(revision) if one in given.stops] for key, revision in was.items()
    }
    begins, opens = _moments(was, "begins"), _moments(was, "opens")
    moved = {key: at for key, at in opens.items() if at != given.routes[key].shift.opens}
    return arrange(given=given, orders=orders, begins=begins, opens=moved)


@service
def undo_edit(*, edit_id: int, arrangement: Arrangement | None, by: User, at: datetime) -> RouteEdit:
    """Write the opposite of an edit, or of taking one back, as a new revision.

    Raises NothingToUndoError when that was done already, RouteChangedError when a route changed since,
    MoveRefusedError once its goods are loaded or a van has left.
    """
    edit = RouteEdit.objects.locked().select_related("site").get(pk=edit_id)
    if RouteEdit.objects.filter(undoes=edit).exists():
        raise NothingToUndoError(_("This change was taken back already."))
    is_again = edit.facts.get("is_back") == "yes"
    note = _("Made again: %(what)s") if is_again else _("Taken back: %(what)s")
    facts = {"note": note % {"what": _what(edit)}, "what": _what(edit), "is_back": "" if is_again else "yes"}
    if arrangement is not None:
        return rearrange(
            arrangement=arrangement, kind=EditKind(edit.kind), facts=facts, expected=edit.after, by=by, at=at,
            undoes=edit,
        )  # fmt: skip
    if edit.kind != EditKind.ASSIGN_DRIVER:
        raise MoveRefusedError(_("Nobody worked out how it was before."))
    routes = locked_unchanged(keys=[UUID(key) for key in edit.after], expected=edit.after)
    facts |= {"from": edit.facts.get("to", ""), "to": edit.facts.get("from", "")}
    _put_driver_back(next(iter(routes.values())), facts["to"])
    return keep_edit(
        kind=EditKind.ASSIGN_DRIVER, routes=routes, kinds=dict.fromkeys(routes, RevisionKind.TRANSFER),
        facts=facts, by=by, at=at, undoes=edit,
    )  # fmt: skip


def _what(edit: RouteEdit) -> str:
    """What was changed at first, however often it went back and forth."""
    return str(edit.facts.get("what") or edit.facts.get("note", ""))


def _put_driver_back(route: Route, code: str) -> None:
    put_driver(route=route, driver=Driver.objects.get(public_id=code) if code else None)


def _revision(route: Route, number: int) -> RouteRevision:
    """An earlier revision."""
    return RouteRevision.objects.get(route=route, number=number)


def _moments(revisions: Mapping[UUID, RouteRevision], name: str) -> dict[UUID, datetime]:
    """A figure of each that has it, as a time."""
    return {
        key: datetime.fromisoformat(str(revision.figures[name]))
        for key, revision in revisions.items()
        if revision.figures.get(name)
    }


def _stops_of(revision: RouteRevision) -> list[UUID]:
    """Its stops, in order."""
    return [UUID(stop["stop"]) for stop in revision.stops]
