"""The item master: items with their packs and barcodes, and lots."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from core.errors import BadInputError, NotFoundError
from core.transactions import service
from wms.models import Barcode, Item, Lot, Owner, Pack
from wms.services._item_rows import (
    BY_HAND,
    FIELDS,
    Against,
    ItemRow,
    PackSpec,
    against_items,
    barcode_problem,
    completed,
)

__all__ = [
    "BY_HAND", "FIELDS", "Against", "ItemResult", "ItemRow", "LotSpec", "PackSpec", "add_barcode", "add_pack",
    "barcode_problem", "change_item", "create_item", "ensure_lots", "house_owner", "refusals", "upsert_items",
]  # fmt: skip

SIZES = ("weight_g", "length_mm", "width_mm", "height_mm")
ROWS_AT_ONCE = 1000
HOUSE = "HOUSE"
"""The owner of stock for which no other is named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemResult:
    """What became of a row: "created", "updated", "unchanged" or "refused", with what is against it."""

    sku: str
    outcome: str
    item: Item | None = None
    against: tuple[Against, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LotSpec:
    """A lot as a row names it."""

    item_id: int
    code: str
    expires_on: date | None = None


@service
def create_item(*, sku: str, values: Mapping[str, Any], barcodes: Sequence[str] = ()) -> Item:
    """Make an item. Raises BadInputError that names the field, also where the SKU is taken."""
    if Item.objects.filter(sku=sku).exists():
        raise BadInputError(_("There is an item %(sku)s already.") % {"sku": sku}, field="sku")
    return _written(ItemRow(sku=sku, values=values, barcodes=tuple(barcodes)))


@service
def change_item(*, sku: str, values: Mapping[str, Any], barcodes: Sequence[str] = ()) -> Item:
    """Change fields of an item. Raises NotFoundError, BadInputError that names the field."""
    if not Item.objects.filter(sku=sku).exists():
        raise NotFoundError(_("There is no such item."))
    return _written(ItemRow(sku=sku, values=values, barcodes=tuple(barcodes)))


@service
def add_pack(*, item: Item, spec: PackSpec) -> Pack:
    """Add a pack to an item, or change what one of that name holds. Raises BadInputError."""
    _written(ItemRow(sku=item.sku, packs=(spec,)))
    return Pack.objects.get(item=item, name=spec.name)


@service
def add_barcode(*, item: Item, code: str, pack: Pack | None = None) -> Barcode:
    """Let a code mean the item or one of its packs. Raises BadInputError for a wrong or a taken code."""
    _written(ItemRow(sku=item.sku, barcodes=(code,)))
    barcode = Barcode.objects.get(code=code)
    if pack is not None and barcode.pack_id != pack.pk:
        barcode.pack = pack
        barcode.save(update_fields=["pack"])
    return barcode


@service
def upsert_items(
    *, rows: Sequence[ItemRow], written: Callable[[int], None] = lambda _rows: None
) -> list[ItemResult]:
    """Create the items that are new, change those that differ, leave out and name what is refused.

    One writer at a time, a handful of statements for each thousand rows, after which `written` hears how many
    rows are behind. Writing the same rows again changes nothing.
    """
    _one_writer()
    known = _known(rows)
    rows = [completed(row, known.get(row.sku)) for row in rows]
    against: dict[int, list[Against]] = {}
    for reason in against_items(rows, known):
        against.setdefault(reason.row, []).append(reason)
    good = [row for number, row in enumerate(rows) if number not in against]
    outcomes: dict[str, str] = {}
    for part in batched(good, ROWS_AT_ONCE):
        outcomes |= _write(part, known)
        written(len(outcomes))
    items = _known(good)
    return [
        ItemResult(sku=row.sku, outcome="refused", against=tuple(against[number]))
        if number in against
        else ItemResult(sku=row.sku, outcome=outcomes[row.sku], item=items[row.sku])
        for number, row in enumerate(rows)
    ]


def refusals(*, rows: Sequence[ItemRow]) -> list[Against]:
    """What `upsert_items` would refuse now. Writes nothing."""
    known = _known(rows)
    return against_items([completed(row, known.get(row.sku)) for row in rows], known)


@service
def ensure_lots(*, specs: Sequence[LotSpec]) -> dict[tuple[int, str], Lot]:
    """The lots by item and code, the missing ones made. Raises BadInputError for another expiry date."""
    wanted = {(spec.item_id, spec.code): spec for spec in specs}
    Lot.objects.bulk_create(
        [Lot(item_id=s.item_id, code=s.code, expires_on=s.expires_on) for s in wanted.values()],
        ignore_conflicts=True,
    )
    items, codes = {item for item, _code in wanted}, {code for _item, code in wanted}
    lots = {(lot.item_id, lot.code): lot for lot in Lot.objects.filter(item__in=items, code__in=codes)}
    for key, spec in wanted.items():
        if spec.expires_on and lots[key].expires_on != spec.expires_on:
            told = _("Lot %(code)s expires on another day.") % {"code": spec.code}
            raise BadInputError(told, field="expires_on")
    return {key: lots[key] for key in wanted}


@service
def house_owner() -> Owner:
    """Whose stock it is where no owner is named: the house's own."""
    owner, _made = Owner.objects.get_or_create(code=HOUSE, defaults={"name": _("Our own stock")})
    return owner


def _one_writer() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('wms.items'))")


def _known(rows: Sequence[ItemRow]) -> dict[str, Item]:
    return {item.sku: item for item in Item.objects.filter(sku__in={row.sku for row in rows})}


def _written(row: ItemRow) -> Item:
    """Write one row after the fields' own validators; the first thing against it is raised."""
    _require_valid(row)
    (result,) = upsert_items(rows=[row])
    if result.item is None:
        first = result.against[0]
        raise BadInputError(first.message, field=first.field)
    return result.item


def _require_valid(row: ItemRow) -> None:
    for name in SIZES:
        if row.values.get(name) == 0:
            raise BadInputError(
                _("Nothing weighs or measures 0; leave it empty if nobody knows."), field=name
            )
    item = _known([row]).get(row.sku) or Item(sku=row.sku)
    for name, value in row.values.items():
        if isinstance(value, str) and not value.isprintable():
            raise BadInputError(_("Control characters cannot stand here."), field=name)
        setattr(item, name, value)
    try:
        item.clean_fields(exclude=["name"] if "name" not in row.values else None)
        for spec in row.packs:
            Pack(name=spec.name, quantity=spec.quantity).clean_fields(exclude=["item"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInputError(messages[0], field=field) from error


def _write(rows: Sequence[ItemRow], known: Mapping[str, Item]) -> dict[str, str]:
    outcomes = {}
    new, changed = [], []
    for row in rows:
        item = known.get(row.sku)
        if item is None:
            new.append(Item(sku=row.sku, **_plain(row)))
            outcomes[row.sku] = "created"
        elif _set(item, _plain(row)):
            changed.append(item)
            outcomes[row.sku] = "updated"
        else:
            outcomes[row.sku] = "unchanged"
    Item.objects.bulk_create(new, batch_size=1000)
    Item.objects.bulk_update(changed, [*FIELDS, *BY_HAND, "updated_at"], batch_size=500)
    items = {item.sku: item for item in new} | dict(known)
    for sku in _write_packs(rows, items) | _write_barcodes(rows, items):
        outcomes[sku] = "updated" if outcomes[sku] == "unchanged" else outcomes[sku]
    return outcomes


def _plain(row: ItemRow) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name in (*FIELDS, *BY_HAND)}


def _set(item: Item, values: Mapping[str, Any]) -> bool:
    different = {name: value for name, value in values.items() if getattr(item, name) != value}
    for name, value in different.items():
        setattr(item, name, value)
    if different:
        item.updated_at = Item._meta.get_field("updated_at").pre_save(item, add=False)
    return bool(different)


def _write_packs(rows: Sequence[ItemRow], items: Mapping[str, Item]) -> set[str]:
    """Make and change packs; returns the SKUs that this touched."""
    wanted = {(items[row.sku].pk, pack.name): (row.sku, pack) for row in rows for pack in row.packs}
    held = {
        (pack.item_id, pack.name): pack
        for pack in Pack.objects.filter(item__in={item for item, _name in wanted})
    }
    touched, new, changed = set(), [], []
    for key, (sku, spec) in wanted.items():
        pack = held.get(key)
        if pack is None:
            new.append(Pack(item_id=key[0], name=spec.name, quantity=spec.quantity))
        elif pack.quantity != spec.quantity:
            pack.quantity = spec.quantity
            changed.append(pack)
        else:
            continue
        touched.add(sku)
    Pack.objects.bulk_create(new)
    Pack.objects.bulk_update(changed, ["quantity"])
    return touched


def _write_barcodes(rows: Sequence[ItemRow], items: Mapping[str, Item]) -> set[str]:
    """Make the barcodes that are new; returns the SKUs that this touched."""
    wanted = {code: row.sku for row in rows for code in row.barcodes}
    held = set(Barcode.objects.filter(code__in=wanted).values_list("code", flat=True))
    new = [Barcode(code=code, item=items[sku]) for code, sku in wanted.items() if code not in held]
    Barcode.objects.bulk_create(new)
    return {wanted[barcode.code] for barcode in new}
