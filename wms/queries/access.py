"""Who may see what: the only doors to the stock of a site.

Administrators (Django superusers) see every site. Everyone else sees the sites that a `SiteAccess` row gives
them; without a row they see no site, and so no stock, no history and no place. Items, packs, barcodes and
lots are the company's and not a site's: whoever may see stock may see them, with the quantities of his sites.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from core import live
from wms.models import (
    HandlingUnit,
    Location,
    OutboundOrder,
    PromiseBucket,
    Site,
    StockBalance,
    StockEntry,
    StockTransaction,
)


def sites_visible_to(user: User | AnonymousUser) -> QuerySet[Site]:
    """The sites this user may see, by code."""
    sites = Site.objects.order_by("code")
    if user.is_active and user.is_superuser:
        return sites
    return sites.filter(accesses__user=user.pk)


def in_sites_of(path: str) -> Callable[[QuerySet[Any], Any], QuerySet[Any]]:
    """A filter of rows by their site, which the lookup `path` leads to, for lists of whatever model."""

    def visible(rows: QuerySet[Any], user: User | AnonymousUser) -> QuerySet[Any]:
        if user.is_active and user.is_superuser:
            return rows
        return rows.filter(**{f"{path}__in": sites_visible_to(user)})

    return visible


def locations_visible_to(user: User) -> QuerySet[Location]:
    """The locations of the user's sites, with their site."""
    return Location.objects.filter(site__in=sites_visible_to(user)).select_related("site")


def balances_visible_to(user: User) -> QuerySet[StockBalance]:
    """The balances in the user's sites, virtual places included."""
    return StockBalance.objects.filter(site__in=sites_visible_to(user))


def buckets_visible_to(user: User) -> QuerySet[PromiseBucket]:
    """The promise buckets of the user's sites."""
    return PromiseBucket.objects.filter(site__in=sites_visible_to(user))


def transactions_visible_to(user: User) -> QuerySet[StockTransaction]:
    """The postings in the user's sites."""
    return StockTransaction.objects.filter(site__in=sites_visible_to(user))


def entries_visible_to(user: User) -> QuerySet[StockEntry]:
    """The lines of postings that touch a balance in the user's sites."""
    return StockEntry.objects.filter(balance__site__in=sites_visible_to(user))


def units_visible_to(user: User) -> QuerySet[HandlingUnit]:
    """The handling units in the user's sites."""
    return HandlingUnit.objects.filter(site__in=sites_visible_to(user)).select_related("site", "location")


def orders_visible_to(user: User) -> QuerySet[OutboundOrder]:
    """The outbound orders of the user's sites."""
    return OutboundOrder.objects.filter(site__in=sites_visible_to(user))


def may_watch_floor(user: live.Viewer, site_code: str) -> bool:
    """Whether the live topic of a site's floor is for this user."""
    return isinstance(user, User) and sites_visible_to(user).filter(code=site_code).exists()
