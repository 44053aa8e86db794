"""Papers that go with a shipment: the packing slip in the carton, the delivery note to sign."""

from collections.abc import Sequence

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wms.engine.paper import Sheet, draw_sheet
from wms.models import OutboundOrderLine, Parcel, ParcelLine, Shipment
from wms.services import labels

SLIP_WIDTHS = (1.6, 5, 1.8, 1.2)
NOTE_WIDTHS = (1.6, 5, 1.4, 1.2, 1.2)
GRAMS_PER_KG = 1000


def packing_slip(parcel: Parcel) -> bytes:
    """What is in one parcel, as PDF in the language that is active."""
    shipment = parcel.shipment
    lines = parcel.lines.select_related("line__item", "lot").order_by("line__number", "pk")
    rows = [
        [entry.line.item.sku, entry.line.item.name, _details(entry), str(entry.quantity)] for entry in lines
    ]
    facts = [
        *_facts(shipment),
        (_("Parcel"), _("%(number)s of %(of)s") % {"number": parcel.number, "of": shipment.units}),
        (_("SSCC"), parcel.handling_unit.sscc),
    ]
    return _draw(shipment, _("Packing slip"), facts, (_("Details"), _("Quantity")), SLIP_WIDTHS, rows)


def delivery_note(shipment: Shipment) -> bytes:
    """What was ordered and what comes, with room to sign, as PDF in the language that is active."""
    packed = ParcelLine.objects.filter(parcel__shipment=shipment).values("line").order_by()
    comes = {row["line"]: row["total"] for row in packed.annotate(total=Sum("quantity"))}
    lines = OutboundOrderLine.objects.filter(order=shipment.order_id).select_related("item")
    rows = [
        [line.item.sku, line.item.name, str(line.quantity), _missing(line, comes), str(comes.get(line.pk, 0))]
        for line in lines.order_by("number")
    ]
    parcels = shipment.parcels.count()
    weight = _("%(kg).1f kg") % {"kg": shipment.weight_g / GRAMS_PER_KG}
    counted = ngettext("%(n)d parcel", "%(n)d parcels", parcels) % {"n": parcels}
    facts = [*_facts(shipment), (_("Goods"), f"{counted}, {weight}")]
    columns = (_("Ordered"), _("Missing"), _("Delivered"))
    sign = (_("Received in good order: name, date"), _("Signature"))
    return _draw(shipment, _("Delivery note"), facts, columns, NOTE_WIDTHS, rows, sign)


def _draw(
    shipment: Shipment,
    title: str,
    facts: Sequence[tuple[str, str]],
    columns: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    sign: Sequence[str] = (),
) -> bytes:
    labels.register_fonts()
    site = shipment.order.site
    address = labels.addresses_of([shipment.pk]).get(shipment.pk)
    to = [address.name, *address.lines, address.note] if address else []
    sheet = Sheet(
        title=f"{title} {shipment.order.number}",
        sender=[line for line in (site.name, site.address) if line],
        to=[line for line in to if line],
        facts=facts,
        columns=(_("Item"), _("Name"), *columns),
        widths=widths,
        rows=rows,
        sign_here=sign,
        page_word=_("Page %(page)d"),
    )
    return draw_sheet(sheet)


def _facts(shipment: Shipment) -> list[tuple[str, str]]:
    order = shipment.order
    accepted = order.accepted_at.astimezone(order.site.zone).date()
    return [
        (_("Order"), order.number),
        (_("Your number"), order.external_id),
        (_("Ordered on"), date_format(accepted, "SHORT_DATE_FORMAT")),
    ]


def _details(entry: ParcelLine) -> str:
    parts = []
    if entry.lot:
        parts.append(_("Lot %(lot)s") % {"lot": entry.lot.code})
        if entry.lot.expires_on:
            parts.append(
                _("best before %(day)s") % {"day": date_format(entry.lot.expires_on, "SHORT_DATE_FORMAT")}
            )
    if entry.serials:
        parts.append(_("Serial %(serials)s") % {"serials": ", ".join(map(str, entry.serials))})
    return ", ".join(parts)


def _missing(line: OutboundOrderLine, comes: dict[int, int]) -> str:
    missing = line.quantity - comes.get(line.pk, 0)
    return str(missing) if missing > 0 else ""
