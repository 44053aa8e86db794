"""Labels of parcels as PDF, pixels and ZPL: one layout, drawn once, whatever prints it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from zebrafy.zebrafy_image import ZebrafyImage

from wms.engine.label import BOLD, REGULAR, Label, Paper, draw_labels
from wms.models import Parcel, WaveShipment

FONTS = Path(settings.BASE_DIR) / "static" / "vendor" / "inter" / "print"
POINTS_PER_INCH = 72
DARK_BELOW = 128
GRAMS_PER_KG = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelAddress:
    """To whom a shipment goes, as it is printed. The warehouse does not know; an app above says so.

    `lines` are street, town and the like; `group` and `rank` what people call departure and place in it.
    """

    name: str
    lines: tuple[str, ...] = ()
    note: str = ""
    group: str = ""
    rank: str = ""
    deliver_on: date | None = None


type AddressBook = Callable[[Collection[int]], Mapping[int, LabelAddress]]
"""Shipment ids in, addresses by shipment id out."""

_books: list[AddressBook] = []


def register_addresses(book: AddressBook) -> None:
    """Called by an upper app's AppConfig.ready()."""
    if book not in _books:
        _books.append(book)


def addresses_of(shipment_ids: Collection[int]) -> dict[int, LabelAddress]:
    """The addresses that the apps above know."""
    found: dict[int, LabelAddress] = {}
    for book in _books:
        found |= book(shipment_ids)
    return found


def labels_of(parcels: Sequence[Parcel]) -> list[Label]:
    """What stands on the parcels' labels. Two statements beside the address books'."""
    shipments = {parcel.shipment_id for parcel in parcels}
    known = addresses_of(shipments)
    places = WaveShipment.objects.filter(shipment__in=shipments).select_related("wave")
    groups = {place.shipment_id: place.wave.group for place in places}
    return [_label(parcel, known.get(parcel.shipment_id), groups) for parcel in parcels]


def as_pdf(*, parcels: Sequence[Parcel], paper: Paper | None = None) -> bytes:
    """One label per page."""
    register_fonts()
    return draw_labels(labels_of(parcels), paper or Paper())


def as_pixels(pdf: bytes, *, dpi: int, page: int = 0) -> Image.Image:
    """A page of a PDF as the printer's dots, black and white."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn: Image.Image = document[page].render(scale=dpi / POINTS_PER_INCH, grayscale=True).to_pil()
    finally:
        document.close()
    return drawn.convert("L").point(lambda shade: 255 if shade >= DARK_BELOW else 0).convert("1")


def as_png(parcel: Parcel, *, dpi: int = 150) -> bytes:
    """The label as it will look."""
    out = BytesIO()
    as_pixels(as_pdf(parcels=[parcel], paper=Paper(dpi=dpi)), dpi=dpi).save(out, "PNG")
    return out.getvalue()


def as_zpl(*, parcel: Parcel, paper: Paper) -> str:
    """The label as one picture in ZPL (^GF): every ZPL printer draws it alike, whatever fonts it has."""
    image = as_pixels(as_pdf(parcels=[parcel], paper=paper), dpi=paper.dpi)
    return str(ZebrafyImage(image, format="Z64", dither=False, set_label_size=True).to_zpl())


@cache
def register_fonts() -> None:
    """Inter for Latin, Greek and Cyrillic, embedded in every paper."""
    for name, file in ((REGULAR, "Inter-Regular.ttf"), (BOLD, "Inter-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def _label(parcel: Parcel, address: LabelAddress | None, groups: Mapping[int, str]) -> Label:
    order = parcel.shipment.order
    to = [address.name, *address.lines] if address else [_("Order %(number)s") % {"number": order.number}]
    if address and address.note:
        to.append(address.note)
    facts = [
        (_("Order"), order.number),
        (_("Parcel"), _parcel_of(parcel)),
        (_("Weight"), _("%(kg).1f kg") % {"kg": parcel.weight_g / GRAMS_PER_KG}),
    ]
    if address and address.deliver_on:
        facts.append((_("Deliver on"), date_format(address.deliver_on, "SHORT_DATE_FORMAT")))
    return Label(
        sscc=parcel.handling_unit.sscc,
        to=[line for line in to if line],
        sender=[line for line in (order.site.name, order.site.address) if line],
        group=(address.group if address else "") or groups.get(parcel.shipment_id, ""),
        rank=address.rank if address else "",
        facts=facts,
        to_word=_("To"),
        from_word=_("From"),
    )


def _parcel_of(parcel: Parcel) -> str:
    """“2 of 3” once the shipment is packed; before that nobody knows how many there will be."""
    is_known = parcel.shipment.status not in ("PLANNED", "PICKING")
    return f"{parcel.number} / {parcel.shipment.units}" if is_known else str(parcel.number)
