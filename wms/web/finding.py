"""What a code means in the warehouse: an item, a barcode, a place, a lot, a handling unit."""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.codes import Match
from wms.models import Item, Lot
from wms.queries.access import locations_visible_to, units_visible_to
from wms.queries.items import matching

MOST_OF_A_KIND = 12
SSCC_DIGITS = 18
SSCC_MARKS = ("(00)", "00", "]C100")
"""How a scanner announces an SSCC: GS1 application identifier 00, with or without brackets."""


def things_called(user: User | AnonymousUser, code: str) -> Iterator[Match]:
    """Everything of that code that the user may see; items also by parts of their name."""
    if not isinstance(user, User) or not user.has_perm("wms.view_stock"):
        return
    yield from _items(code)
    yield from _places(user, code)
    yield from _lots(code)
    yield from _units(user, code)


def _items(code: str) -> Iterator[Match]:
    exact = Q(sku__iexact=code) | Q(barcodes__code=code) | Q(external_id=code)
    named = list(Item.objects.filter(exact).distinct()[:MOST_OF_A_KIND])
    others = [] if named else Item.objects.filter(matching(code)).order_by("sku")[:MOST_OF_A_KIND]
    for item in (*named, *others):
        yield Match(
            kind=_("Item"),
            title=item.sku,
            hint=item.name,
            url=reverse("wms:item", args=[item.public_id]),
            icon="package",
            is_exact=bool(named),
        )


def _places(user: User, code: str) -> Iterator[Match]:
    for place in locations_visible_to(user).filter(code__iexact=code).order_by("site__code")[:MOST_OF_A_KIND]:
        yield Match(
            kind=place.get_kind_display(),
            title=place.code,
            hint=place.site.name,
            url=reverse("wms:bin", args=[place.public_id]),
            icon="map-pin",
        )


def _lots(code: str) -> Iterator[Match]:
    for lot in Lot.objects.filter(code__iexact=code).select_related("item").order_by("pk")[:MOST_OF_A_KIND]:
        yield Match(
            kind=_("Lot"),
            title=lot.code,
            hint=lot.item.name,
            url=reverse("wms:lot", args=[lot.public_id]),
            icon="layers-2",
        )


def _units(user: User, code: str) -> Iterator[Match]:
    mark = next((mark for mark in SSCC_MARKS if code.startswith(mark)), "")
    number = code.removeprefix(mark) if len(code) == len(mark) + SSCC_DIGITS else code
    for unit in units_visible_to(user).filter(sscc=number):
        yield Match(
            kind=unit.get_kind_display(),
            title=unit.sscc,
            hint=unit.location.code,
            url=reverse("wms:unit", args=[unit.sscc]),
            icon="container",
        )
