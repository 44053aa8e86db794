"""Working out when vehicles will be where. Asks the road engine, so it is called outside transactions."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from core.live import topic_changed
from core.transactions import service
from lastmile.models import SiteWatch, StopEstimate
from lastmile.queries.courses import Course, courses_of
from lastmile.services._estimate_writing import write_estimates
from lastmile.services._rolling import estimates_of, lay_out
from routing.services import travel

WORTH_TELLING_SECONDS = 60
"""Arrivals that move by less are written, but nobody is called to look again."""


def refresh(*, route_ids: Collection[int], at: datetime, holder: str = "") -> int:
    """Write the estimates of all stops still to come on these routes; how many there are.

    The same number of queries for one route and for a hundred. `holder` names the claim on the sites' turns:
    what belongs to a turn that another worker took over meanwhile is thrown away.
    """
    courses = courses_of(route_ids=sorted(route_ids))
    layouts = [lay_out(course, at=at) for course in courses]
    pairs = list(dict.fromkeys(pair for layout in layouts for pair in layout.pairs))
    legs = dict(zip(pairs, travel.legs(pairs=pairs), strict=True))
    estimates = [(one.course, estimates_of(one, legs=legs, at=at)) for one in layouts]
    return _write(estimates=estimates, holder=holder)


@service
def _write(*, estimates: Sequence[tuple[Course, list[StopEstimate]]], holder: str) -> int:
    if holder:
        held = SiteWatch.objects.filter(lease_owner=holder, lease_expires_at__isnull=False).locked()
        sites = set(held.values_list("site_id", flat=True))
        estimates = [one for one in estimates if one[0].route.site_id in sites]
    rows = [row for _course, mine in estimates for row in mine]
    write_estimates(rows)
    _tell(estimates)
    return len(rows)


def _tell(estimates: Iterable[tuple[Course, list[StopEstimate]]]) -> None:
    """Boards, drivers and recipients of the routes whose arrivals moved noticeably."""
    sites: set[str] = set()
    for course, rows in estimates:
        before = {one.stop.pk: getattr(one.stop, "estimate", None) for one in course.visits}
        moved = {row.stop_id for row in rows if _has_moved(before.get(row.stop_id), row)}
        if not moved:
            continue
        sites.add(course.route.site.code)
        topic_changed(f"route:{course.route.public_id}")
        for topic in _recipients(course, moved):
            topic_changed(topic)
    for code in sites:
        topic_changed(f"board:{code}")


def _recipients(course: Course, stop_ids: Collection[int]) -> list[str]:
    tasks = (task for visit in course.visits if visit.stop.pk in stop_ids for task in visit.tasks)
    return [f"tracking:{task.delivery.public_id}" for task in tasks if task.delivery is not None]


def _has_moved(old: StopEstimate | None, new: StopEstimate) -> bool:
    if old is None:
        return True
    return abs((new.arrives_at - old.arrives_at).total_seconds()) >= WORTH_TELLING_SECONDS
