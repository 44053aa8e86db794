"""What a code that was scanned on the floor means in a site. Reads only; each raises with a sentence."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from wms.engine import gs1
from wms.errors import OtherSiteError, UnknownCodeError
from wms.models import Barcode, HandlingUnit, Item, Location, Lot, Serial, Site

SSCC_DIGITS = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class ScannedItem:
    """An item that a code names, how many of it one scan stands for, and what else the code says."""

    item: Item
    quantity: int = 1
    lot: str = ""
    serial: str = ""


def place_called(site: Site, code: str) -> Location:
    """The site's bin, lane or other place of that code. Raises OtherSiteError, UnknownCodeError."""
    text = gs1.read(code).text
    places = list(Location.objects.real().filter(code__iexact=text).select_related("site").order_by("pk"))
    here = next((place for place in places if place.site_id == site.pk), None)
    if here:
        return here
    if places:
        told = _("%(code)s is a place in %(other)s. You are in %(site)s.") % {
            "code": text,
            "other": places[0].site.name,
            "site": site.name,
        }
        raise OtherSiteError(told, code=text, site=places[0].site.code)
    raise _unknown(text)


def unit_called(site: Site, code: str) -> HandlingUnit:
    """The tote, carton or other unit with that SSCC. Raises OtherSiteError, UnknownCodeError."""
    said = gs1.read(code)
    number = said.sscc or said.text
    unit = HandlingUnit.objects.filter(sscc=number).select_related("site", "location").first()
    if unit is None:
        raise _unknown(number)
    if unit.site_id != site.pk:
        told = _("This label belongs to %(other)s. You are in %(site)s.") % {
            "other": unit.site.name,
            "site": site.name,
        }
        raise OtherSiteError(told, code=number, site=unit.site.code)
    return unit


def item_called(code: str) -> ScannedItem:
    """The item that a barcode, SKU, lot or serial number names. Raises UnknownCodeError."""
    said = gs1.read(code)
    if said.gtin:
        found = _by_barcode(said.gtin)
    else:
        found = _by_barcode(said.text) or _by_sku(said.text) or _by_lot(said.text) or _by_serial(said.text)
    if found is None:
        raise _unknown(said.gtin or said.text)
    return ScannedItem(
        item=found.item,
        quantity=said.count or found.quantity,
        lot=said.lot or found.lot,
        serial=said.serial or found.serial,
    )


def _by_barcode(code: str) -> ScannedItem | None:
    forms = gs1.gtin_forms(code)
    barcode = Barcode.objects.filter(code__in=forms).select_related("item", "pack").order_by("pk").first()
    if barcode is None:
        return None
    return ScannedItem(item=barcode.item, quantity=barcode.pack.quantity if barcode.pack else 1)


def _by_sku(code: str) -> ScannedItem | None:
    item = Item.objects.filter(Q(sku=code) | Q(sku__iexact=code)).order_by("pk").first()
    return ScannedItem(item=item) if item else None


def _by_lot(code: str) -> ScannedItem | None:
    """A lot's code names its item where only one item has a lot of that code."""
    lots = list(Lot.objects.filter(code__iexact=code).select_related("item")[:2])
    return ScannedItem(item=lots[0].item, lot=lots[0].code) if len(lots) == 1 else None


def _by_serial(code: str) -> ScannedItem | None:
    serials = list(Serial.objects.filter(number=code).select_related("item")[:2])
    return ScannedItem(item=serials[0].item, serial=serials[0].number) if len(serials) == 1 else None


def _unknown(text: str) -> UnknownCodeError:
    return UnknownCodeError(_("Nothing here is called %(code)s.") % {"code": text}, code=text)
