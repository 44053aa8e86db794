"""Labels and papers: what a scanner reads from the printed dots is the number in the books."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.utils import translation
from PIL import Image
from zebrafy import ZebrafyZPL

from tests.wms import worlds
from tests.wms.floors import floor
from wms.engine.label import Paper, module_mm
from wms.models import Parcel
from wms.services import labels, papers
from wms.services.labels import LabelAddress
from wms.services.sscc import is_sscc

pytestmark = pytest.mark.django_db

LONG = "Bürgermeister-Aßmann-Gesellschaft für Überlandtransporte und Kühlhäuser mbH & Co. KG"


@pytest.fixture
def parcel():
    """A packed parcel with stock of one item."""
    site = floor(stock=10)
    order = site.world.order(2)
    site.release(order, group="R07")
    site.pick_all(order)
    site.pack(order, quantity=2)
    site.close(order)
    related = ("handling_unit", "shipment__order__site")
    return Parcel.objects.select_related(*related).get()


@pytest.fixture
def addressed(monkeypatch):
    """The app above that knows where parcels go; `addressed(name=…)` says what it knows."""
    monkeypatch.setattr(labels, "_books", [])

    def knows(**facts):
        facts = {"name": "Ada", "lines": ("Kiln Road 34", "00100 Helsinki")} | facts
        labels.register_addresses(lambda ids: dict.fromkeys(ids, LabelAddress(**facts)))

    return knows


def codes(image: Image.Image) -> list[tuple[str, str]]:
    return [(code.symbology_identifier, code.text) for code in zxingcpp.read_barcodes(image.convert("L"))]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_sscc_is_read_from_the_dots_of_the_pdf(parcel, addressed, dpi):
    addressed(rank="3", group="R07")
    pdf = labels.as_pdf(parcels=[parcel], paper=Paper(dpi=dpi))
    found = codes(labels.as_pixels(pdf, dpi=dpi))
    sscc = parcel.handling_unit.sscc
    assert is_sscc(sscc)
    assert [(mark, text.replace("(00)", "00")) for mark, text in found] == [("]C1", f"00{sscc}")]


@pytest.mark.parametrize("dpi", [203, 300])
def test_the_sscc_is_read_from_the_dots_that_zpl_draws(parcel, dpi):
    zpl = labels.as_zpl(parcel=parcel, paper=Paper(dpi=dpi))
    assert zpl.startswith("^XA")
    assert "^GF" in zpl
    (image,) = ZebrafyZPL(zpl, dpi=dpi).to_images()
    assert codes(image)[0][1].replace("(00)", "00") == f"00{parcel.handling_unit.sscc}"


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_bars_are_whole_dots_and_wide_enough(dpi):
    dots = module_mm(Paper(dpi=dpi)) / 25.4 * dpi
    assert abs(dots - round(dots)) < 1e-9
    assert 0.495 <= module_mm(Paper(dpi=dpi)) <= 0.94


def test_a_label_says_who_gets_it_what_it_leaves_with_and_which_parcel_it_is(parcel, addressed):
    addressed(group="R07", rank="3", deliver_on=date(2026, 3, 2), note="Ring at the back")
    said = text_of(labels.as_pdf(parcels=[parcel]))
    order = parcel.shipment.order.number
    for words in (
        "Ada",
        "Kiln Road 34",
        "00100 Helsinki",
        "Ring at the back",
        "R07",
        "3",
        order,
        "1 / 1",
        "1.0 kg",
    ):
        assert words in said
    assert f"(00) {parcel.handling_unit.sscc}" in said


def test_without_an_address_the_label_names_order_and_departure(parcel, addressed):
    said = text_of(labels.as_pdf(parcels=[parcel]))
    assert f"Order {parcel.shipment.order.number}" in said
    assert "R07" in said


@pytest.mark.parametrize(
    "name", [LONG, "Ελένη Παπαδοπούλου", "Юлия Щербакова", "Nguyễn Thị Ánh", "Łukasz Żółć"]
)
def test_names_of_any_european_letters_and_length_stand_on_the_label(parcel, addressed, name):
    addressed(name=name, group="Μία πολύ μεγάλη διαδρομή 17")
    pdf = labels.as_pdf(parcels=[parcel])
    said = text_of(pdf)
    assert name[:12] in said
    image = labels.as_pixels(pdf, dpi=203)
    assert codes(image)[0][1].endswith(parcel.handling_unit.sscc)
    edge = image.convert("L").crop((0, 0, 20, image.height))
    assert edge.getextrema() == (255, 255), "nothing is printed over the edge"


def test_the_preview_is_a_picture(parcel):
    image = Image.open(BytesIO(labels.as_png(parcel)))
    assert (image.format, image.size) == ("PNG", (591, 886))


def test_a_packing_slip_lists_what_is_in_the_parcel(parcel, addressed):
    addressed()
    said = text_of(papers.packing_slip(parcel))
    for words in ("Packing slip", parcel.shipment.order.number, "Ada", "Kiln Road 34", "Thing", "1 of 1"):
        assert words in said
    assert parcel.handling_unit.sscc in said


def test_a_packing_slip_speaks_the_language_that_is_asked(parcel):
    with translation.override("de"):
        said = text_of(papers.packing_slip(parcel))
    assert "Packzettel" in said
    assert "Menge" in said


def test_a_long_delivery_note_goes_over_pages_with_its_heading_on_each():
    site = floor(stock=500)
    order = site.world.order(*([2] * 90))
    site.world.item.name = "Eine Ware mit einem so langen Namen, dass er umbrochen werden muss: " + LONG
    site.world.item.save()
    shipment = site.shipment(order)
    shipment.order = order
    document = pypdfium2.PdfDocument(papers.delivery_note(shipment))
    pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 3
    assert all("Ordered" in page and f"Page {n}" in page for n, page in enumerate(pages, start=1))
    assert sum(page.count(site.world.item.sku) for page in pages) == 90
    assert "Signature" in pages[-1]


def test_a_delivery_note_says_what_is_missing():
    site = floor(stock=10)
    tea = worlds.item(sku="TEA", name="Tea")
    order = site.world.order(3)
    del tea
    site.release(order)
    site.pick(site.picks(order)[0], 2)
    from wms.services import shorting

    shorting.short_pick(pick_id=site.picks(order)[0].pk, by=None, at=worlds.MORNING)
    site.pack(order, quantity=2)
    shipment = site.close(order)
    said = text_of(papers.delivery_note(shipment)).split()
    row = said.index(site.world.item.sku)
    assert said[row : row + 5] == [site.world.item.sku, "Thing", "3", "1", "2"]
