"""Making a remedy real: the same trial is run again, and what it promised must still hold."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import events
from core.errors import StaleError
from core.live import topic_changed
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import MoveRefusedError
from lastmile.events import NewTimesAsked
from lastmile.models import Route
from lastmile.queries.arranging_input import routes_input
from lastmile.queries.late_recipients import recipients_to_tell
from lastmile.services._arrangement import Arrangement, arrange
from lastmile.services._arranging import begins_of
from lastmile.services.assigning import assign_driver
from lastmile.services.rearranging import rearrange
from lastmile.services.remedies import Remedy, remedies_for
from lastmile.states import EditKind, RemedyKind


def work_out(
    *, route: Route, kind: RemedyKind, promised: int, at: datetime
) -> tuple[Remedy, Arrangement | None]:
    """The remedy of that kind as it is now, ready to be written. Never in a transaction.

    Raises StaleError when it would leave more stops late than was promised, MoveRefusedError when it is gone.
    """
    found = next((one for one in remedies_for(route=route, at=at) if one.kind == kind), None)
    if found is None:
        raise MoveRefusedError(_("This is no longer possible. Look at the route again."))
    if found.late_after > promised:
        told = ngettext(
            "By now it would leave %(n)s stop late. Look at it again.",
            "By now it would leave %(n)s stops late. Look at it again.",
            found.late_after,
        )
        raise StaleError(told % {"n": found.late_after})
    if not found.orders:
        return found, None
    rows = Route.objects.filter(public_id__in=list(found.orders)).values_list("pk", flat=True)
    given = routes_input(route_ids=list(rows))
    begins = begins_of(given=given, at=at)
    return found, arrange(given=given, orders=found.orders, begins=begins, opens=found.opens)


def apply_remedy(
    *, route: Route, remedy: Remedy, arrangement: Arrangement | None, by: User, at: datetime
) -> str:
    """Make it; returns what was done, in words. Raises what moving stops and assigning drivers raise."""
    if arrangement is not None:
        facts = {"note": note_of(route=route, remedy=remedy)}
        edit = rearrange(
            arrangement=arrangement, kind=EditKind.MOVE_STOP, facts=facts, expected=remedy.revisions, by=by,
            at=at,
        )  # fmt: skip
        return str(edit.facts["note"])
    if remedy.kind == RemedyKind.ANOTHER_DRIVER:
        edit = assign_driver(
            route_id=route.public_id, driver=remedy.driver, expected=remedy.revisions, by=by, at=at
        )
        return str(edit.facts["note"])
    tell_new_times(route_id=route.pk, by=by, at=at)
    return note_of(route=route, remedy=remedy)


@service
def tell_new_times(*, route_id: int, by: User, at: datetime) -> int:
    """Let the recipients of a route who will miss their window hear the new time; event NewTimesAsked."""
    route = Route.objects.select_related("site").locked().get(pk=route_id)
    deliveries = recipients_to_tell(route=route)
    happening = Happening(
        type="route.new_times_told",
        subject_type="route",
        subject_id=route.public_id,
        scope=route.site.code,
        facts={"code": route.code, "recipients": len(deliveries)},
    )
    record([happening], at=at, by=by)
    events.publish(NewTimesAsked(delivery_ids=tuple(one.pk for one in deliveries)))
    topic_changed(f"board:{route.site.code}")
    return len(deliveries)


def note_of(*, route: Route, remedy: Remedy) -> str:
    """What the remedy does, in words."""
    facts = {"code": route.code, "n": remedy.stops, "target": remedy.target, "told": remedy.told}
    if remedy.kind == RemedyKind.MOVE_LATE:
        told = ngettext(
            "%(n)s late stop of %(code)s to %(target)s", "%(n)s late stops of %(code)s to %(target)s",
            remedy.stops,
        )  # fmt: skip
        return told % facts
    if remedy.kind == RemedyKind.START_EARLIER and remedy.begins_at:
        begins = remedy.begins_at.astimezone(route.site.zone)
        return _("%(code)s is on duty from %(at)s") % (facts | {"at": begins.strftime("%H:%M")})
    if remedy.driver:
        return _("%(code)s to %(name)s") % (facts | {"name": remedy.driver.name})
    told = ngettext(
        "%(told)s recipient of %(code)s hears the new time",
        "%(told)s recipients of %(code)s hear the new time",
        remedy.told,
    )
    return told % facts
