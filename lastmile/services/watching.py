"""Whose turn it is: the arrivals of a site are worked out by one worker at a time, again and again."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db.models import F, Q

from core.transactions import service
from lastmile.models import Route, SiteWatch
from lastmile.queries.trouble import watched
from lastmile.services import etas
from lastmile.states import WatchStatus

AGAIN_AFTER = timedelta(seconds=10)
"""The doorbell rings every 15 seconds; a turn younger than this was somebody else's a moment ago."""
LEASE_SECONDS = 12
"""Longer than the road engine may take to answer. The ring after next finds what a dead worker left."""


def take_turns(*, now: Callable[[], datetime]) -> int:
    """Work out the arrivals of every site whose turn it is; of how many stops."""
    at, holder = now(), str(uuid.uuid4())
    site_ids = claim_turns(holder=holder, at=at)
    if not site_ids:
        return 0
    written = etas.refresh(route_ids=watched_routes(site_ids=site_ids, at=at), at=at, holder=holder)
    end_turns(holder=holder, at=at)
    return written


@service
def ask_again(
    *,
    route_ids: Collection[int] = (),
    stop_ids: Collection[int] = (),
    delivery_ids: Collection[int] = (),
    at: datetime,
) -> None:
    """Something happened on these routes, at these stops, with these deliveries: their sites are next."""
    happened = Q(pk__in=route_ids) | Q(trips__stops__in=stop_ids)
    happened |= Q(trips__stops__tasks__delivery__in=delivery_ids)
    sites = set(Route.objects.filter(happened).values_list("site", flat=True))
    _know(sites)
    list(SiteWatch.objects.filter(site__in=sites).locked().values_list("pk"))
    SiteWatch.objects.filter(site__in=sites).update(asked_at=at)


@service
def claim_turns(*, holder: str, at: datetime, seconds: int = LEASE_SECONDS) -> list[int]:
    """Take the turns that are due and that nobody alive holds; the ids of their sites."""
    busy = watched(at).values_list("site", flat=True).distinct()
    _know(set(busy))
    due = (
        Q(estimated_at__isnull=True)
        | Q(estimated_at__lte=at - AGAIN_AFTER)
        | Q(asked_at__gt=F("estimated_at"))
    )
    SiteWatch.objects.filter(due, site__in=watched(at).values("site")).claim(
        status=WatchStatus.WORKING, owner=holder, at=at, seconds=seconds
    )
    mine = SiteWatch.objects.filter(lease_owner=holder, lease_expires_at__isnull=False)
    return sorted(mine.values_list("site", flat=True))


@service
def end_turns(*, holder: str, at: datetime) -> int:
    """Give the turns back that this claim still holds; how many that were. `at` is when it began to read."""
    mine = SiteWatch.objects.filter(lease_owner=holder, lease_expires_at__isnull=False)
    return mine.update(status=WatchStatus.IDLE, lease_expires_at=None, estimated_at=at)


def watched_routes(*, site_ids: Collection[int], at: datetime) -> list[int]:
    """The routes of these sites that are driven, or will be soon."""
    return sorted(watched(at).filter(site__in=site_ids).values_list("pk", flat=True))


def _know(site_ids: Collection[int]) -> None:
    SiteWatch.objects.bulk_create(
        [SiteWatch(site_id=site_id) for site_id in sorted(site_ids)], ignore_conflicts=True
    )
