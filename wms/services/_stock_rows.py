"""Rows that say what lies where: what they name, and what can be held against them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from wms.models import Item, Lot, Owner, Site
from wms.services.items import HOUSE
from wms.services.places import VIRTUAL_MARK
from wms.states import StockStatus, Tracking

LONGEST_BIN = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class StockRow:
    """So many base units of an item lie in a bin. The item is named by SKU or external id."""

    bin: str
    quantity: int
    sku: str = ""
    external_id: str = ""
    site: str = ""
    zone: str = ""
    aisle: str = ""
    pick_sequence: int = 0
    lot: str = ""
    expires_on: date | None = None
    status: StockStatus = StockStatus.AVAILABLE
    owner: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """What is against a row: the field, in words and as a code. `row` counts from 0."""

    row: int
    field: str
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the rows name, looked up once: four statements, whatever the number of rows."""

    by_sku: Mapping[str, Item]
    by_external_id: Mapping[str, Item]
    owners: Mapping[str, Owner]
    lots: Mapping[tuple[int, str], Lot]
    sites: Mapping[str, Site]

    def item(self, row: StockRow) -> Item | None:
        """The item of a row, by its SKU if that is named."""
        return self.by_sku.get(row.sku) if row.sku else self.by_external_id.get(row.external_id)


def look_up(rows: Sequence[StockRow], sites: Mapping[str, Site]) -> Named:
    """Everything that the rows name. `sites` are those that the caller may see, "" the one that is meant."""
    by_sku = {item.sku: item for item in Item.objects.filter(sku__in={row.sku for row in rows})}
    ids = {row.external_id for row in rows} - {""}
    by_external_id = {item.external_id: item for item in Item.objects.filter(external_id__in=ids)}
    codes = {row.lot for row in rows} - {""}
    items = [item.pk for item in (*by_sku.values(), *by_external_id.values())]
    lots = Lot.objects.filter(item__in=items, code__in=codes)
    return Named(
        by_sku,
        by_external_id,
        {owner.code: owner for owner in Owner.objects.filter(code__in={row.owner for row in rows})},
        {(lot.item_id, lot.code): lot for lot in lots},
        sites,
    )


def against_stock(rows: Sequence[StockRow], sites: Mapping[str, Site]) -> list[Against]:
    """What cannot be posted, with the reason."""
    named = look_up(rows, sites)
    found: list[Against] = []
    first: dict[tuple[object, ...], int] = {}
    expiries: dict[tuple[int, str], date] = {}
    for number, row in enumerate(rows):
        problems = list(_problems(row, named, expiries))
        key = (
            row.site or named.sites[""].code,
            row.bin,
            named.item(row),
            row.lot,
            row.owner or HOUSE,
            row.status,
        )
        if not problems and first.setdefault(key, number) != number:
            problems = [("bin", _("The same bin, item and lot stand in an earlier row."), "repeated")]
        found += [Against(row=number, field=f, message=m, code=c) for f, m, c in problems]
    return found


type Problem = tuple[str, str, str]


def _problems(row: StockRow, named: Named, expiries: dict[tuple[int, str], date]) -> Iterator[Problem]:
    yield from _place_problems(row, named)
    item = named.item(row)
    if item is None:
        yield _unknown_item(row)
        return
    if row.sku and row.external_id and item.external_id != row.external_id:
        told = _("%(sku)s has another external id: %(id)s.") % {
            "sku": item.sku,
            "id": item.external_id or "-",
        }
        yield "external_id", told, "other_item"
    yield from _lot_problems(row, item, named, expiries)


def _place_problems(row: StockRow, named: Named) -> Iterator[Problem]:
    if not row.bin or len(row.bin) > LONGEST_BIN:
        yield "bin", _("A bin's code has 1 to %(most)d characters.") % {"most": LONGEST_BIN}, "bin"
    elif row.bin.startswith(VIRTUAL_MARK):
        yield (
            "bin",
            _("A code that begins with %(mark)s is kept for virtual places.") % {"mark": VIRTUAL_MARK},
            "bin",
        )
    if row.site not in named.sites:
        yield "site", _("There is no site %(code)s, or not for you.") % {"code": row.site}, "unknown_site"
    if row.owner and row.owner not in named.owners:
        yield "owner", _("There is no owner %(code)s.") % {"code": row.owner}, "unknown_owner"


def _unknown_item(row: StockRow) -> Problem:
    if row.sku:
        return "sku", _("There is no item %(sku)s.") % {"sku": row.sku}, "unknown_item"
    if row.external_id:
        told = _("There is no item with the external id %(id)s.") % {"id": row.external_id}
        return "external_id", told, "unknown_item"
    return "sku", _("The row names no item: give its SKU or its external id."), "missing"


def _lot_problems(
    row: StockRow, item: Item, named: Named, expiries: dict[tuple[int, str], date]
) -> Iterator[Problem]:
    if item.tracking == Tracking.NONE:
        if row.lot or row.expires_on:
            yield "lot", _("%(item)s is not kept by lot.") % {"item": item}, "not_tracked"
        return
    if item.tracking == Tracking.SERIAL and row.quantity:
        told = _("%(item)s is kept by serial number: receive it, so that each piece is named.")
        yield "sku", told % {"item": item}, "serial_tracked"
        return
    if not row.lot:
        yield "lot", _("%(item)s is kept by lot: name one.") % {"item": item}, "missing"
        return
    yield from _expiry_problems(row, item, named, expiries)


def _expiry_problems(
    row: StockRow, item: Item, named: Named, expiries: dict[tuple[int, str], date]
) -> Iterator[Problem]:
    key = (item.pk, row.lot)
    held = named.lots.get(key)
    known = held.expires_on if held else expiries.get(key)
    if row.expires_on and (held or key in expiries) and known != row.expires_on:
        told = _("Lot %(lot)s expires on %(day)s.") % {
            "lot": row.lot,
            "day": known.isoformat() if known else "-",
        }
        yield "expires_on", told, "other_expiry"
    elif item.has_expiry and not row.expires_on and known is None:
        yield "expires_on", _("%(item)s expires: give the day of this lot.") % {"item": item}, "missing"
    elif row.expires_on:
        expiries[key] = row.expires_on
