"""Who drives what on one day: shifts as bars on a line of time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from lastmile.models import Shift
from lastmile.queries.access import shifts_visible_to

DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A span of the shown day, in permille of its length."""

    start: int
    width: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftShown:
    """One shift with its place on the line of time; `rests` are its breaks' windows."""

    shift: Shift
    bar: Bar
    rests: list[Bar]
    is_in_use: bool


def shifts_on(user: User, day: date, *, site: str = "") -> list[ShiftShown]:
    """The standing shifts of a day at the user's sites, by vehicle: three statements."""
    found = shifts_visible_to(user).filter(works_on=day, cancelled_at__isnull=True)
    if site:
        found = found.filter(site__code=site)
    found = (
        found.select_related("site", "vehicle__type", "driver")
        .prefetch_related("breaks", "routes")
        .order_by("site__code", "vehicle__code", "opens")
    )
    return [_shown(shift, day) for shift in found]


def _shown(shift: Shift, day: date) -> ShiftShown:
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=shift.site.zone)
    return ShiftShown(
        shift=shift,
        bar=_bar(midnight, shift.opens, shift.closes),
        rests=[
            _bar(midnight, rest.opens, rest.closes + timedelta(seconds=rest.duration_seconds))
            for rest in shift.breaks.all()
        ],
        is_in_use=any(route.status != "CANCELLED" for route in shift.routes.all()),
    )


def _bar(midnight: datetime, opens: datetime, closes: datetime) -> Bar:
    start = min(max(int((opens - midnight).total_seconds()), 0), DAY_SECONDS)
    end = min(max(int((closes - midnight).total_seconds()), start), DAY_SECONDS)
    return Bar(start=start * 1000 // DAY_SECONDS, width=max((end - start) * 1000 // DAY_SECONDS, 1))
