"""What the sites offer while a batch of orders is taken in: stock that shrinks as it is promised."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.formats import date_format

from lastmile.queries.sites import DeliveringSite
from lastmile.services._site_choice import SiteOffer
from lastmile.services.locating import Way


class Offers:
    """Free stock by site and owner, and the ways to addresses. A forecast: the promise itself decides."""

    def __init__(
        self,
        *,
        free: Mapping[tuple[int, int], Mapping[int, int]],
        ways: Mapping[tuple[int, str], Way],
    ) -> None:
        self._free = defaultdict(dict, {key: dict(items) for key, items in free.items()})
        self._ways = ways

    def for_order(
        self, sites: Sequence[DeliveringSite], *, key: str, owner_id: int, day: date | None, at: datetime
    ) -> list[SiteOffer]:
        """One offer per site. `key` is the address's match key, empty where its pin is not to be trusted."""
        return [self._offer(site, self._ways.get((site.id, key)), owner_id, day, at) for site in sites]

    def take(self, site_id: int, *, owner_id: int, need: Mapping[int, int]) -> None:
        """What an order is about to be promised is no longer free for the next one."""
        free = self._free[site_id, owner_id]
        for item, quantity in need.items():
            free[item] = max(free.get(item, 0) - quantity, 0)

    def _offer(
        self, site: DeliveringSite, way: Way | None, owner_id: int, day: date | None, at: datetime
    ) -> SiteOffer:
        passed = site.took_orders_until(day, at) if day else None
        return SiteOffer(
            site_id=site.id,
            code=site.code,
            free=self._free[site.id, owner_id],
            metres=way.metres if way else None,
            is_estimated=way.is_estimated if way else False,
            reach_metres=site.reach_metres,
            takes_until=date_format(passed, "j M H:i") if passed else "",
        )
