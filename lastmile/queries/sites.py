"""The sites that deliver, how they do it, and what each could still promise."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from lastmile.models import ServiceArea
from wms.models import PromiseBucket, Site


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveringSite:
    """A site with how it delivers, in plain values."""

    id: int
    code: str
    time_zone: str
    longitude: float | None
    latitude: float | None
    cut_off: time | None
    opens: time
    closes: time
    reach_metres: int
    road_limit_metres: int
    service_seconds: int

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which people there read the clock."""
        return ZoneInfo(self.time_zone)

    def today(self, at: datetime) -> date:
        """The day it is there."""
        return at.astimezone(self.zone).date()

    def took_orders_until(self, day: date, at: datetime) -> datetime | None:
        """The cut-off for a day if it has passed, else None."""
        if self.cut_off is None:
            return None
        limit = datetime.combine(day - timedelta(days=1), self.cut_off, tzinfo=self.zone)
        return limit if at > limit else None


def delivering_sites(*, among: Collection[int] | None = None) -> list[DeliveringSite]:
    """The active sites by code; `among` limits them to these ids (those that a user may see)."""
    sites = Site.objects.filter(is_active=True).order_by("code")
    if among is not None:
        sites = sites.filter(pk__in=among)
    areas = {area.site_id: area for area in ServiceArea.objects.filter(site__in=sites)}
    return [_delivering(site, areas.get(site.pk) or ServiceArea(site=site)) for site in sites]


def _delivering(site: Site, area: ServiceArea) -> DeliveringSite:
    return DeliveringSite(
        id=site.pk,
        code=site.code,
        time_zone=site.time_zone,
        longitude=site.longitude,
        latitude=site.latitude,
        cut_off=area.cut_off,
        opens=area.opens,
        closes=area.closes,
        reach_metres=area.reach_metres,
        road_limit_metres=area.road_limit_metres,
        service_seconds=area.service_seconds,
    )


def free_stock(
    *, site_ids: Collection[int], item_ids: Collection[int]
) -> Mapping[tuple[int, int], dict[int, int]]:
    """Base units that could still be promised: by site and owner, then by item."""
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    buckets = PromiseBucket.objects.filter(site__in=site_ids, item__in=item_ids)
    free = F("capacity") - F("promised")
    for site, owner, item, units in buckets.values_list("site_id", "owner_id", "item_id", free):
        found[site, owner][item] = units
    return found
