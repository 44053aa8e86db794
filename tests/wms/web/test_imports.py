"""Items and stock come in by the page; the last line of the slice of the ledger."""

import csv
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.imports.services.applying import apply_run
from core.models import ImportRun
from core.states import ImportMode
from tests import factories
from wms.models import Item, Location, Lot, StockBalance, StockEntry, StockTransaction
from wms.states import LocationKind

pytestmark = pytest.mark.django_db
DATA = (
    Path(os.environ.get("REALDATA") or Path(settings.BASE_DIR).parent / "shared" / "data") / "adventureworks"
)


@pytest.fixture
def site(ada):
    return factories.site("K1", seen_by=ada, time_zone="Europe/Helsinki")


@pytest.fixture
def page(ada):
    client = Client()
    client.force_login(ada)
    return client


def bring(page, kind: str, data: bytes | str, mode: str = "ALL", **fields) -> ImportRun:
    """Drop the file on the page, then do what the preview offers; it is written as a worker would."""
    content = data.encode() if isinstance(data, str) else data
    answer = page.post(f"/import/{kind}/", {"file": SimpleUploadedFile("f.csv", content), **fields})
    assert answer.status_code == 302, answer.content.decode()
    run = ImportRun.objects.order_by("-pk").first()
    page.post(f"{answer['Location']}apply/", {"mode": mode})
    run.refresh_from_db()
    by = User.objects.get(username=run.asked_by)
    return apply_run(run_id=run.public_id, mode=ImportMode(run.mode), by=by, at=timezone.now()).run


def errors_of(page, kind: str, data: str, **fields) -> list[tuple[int, str]]:
    answer = page.post(f"/import/{kind}/", {"file": SimpleUploadedFile("f.csv", data.encode()), **fields})
    assert answer.status_code == 302, answer.content.decode()
    run = ImportRun.objects.order_by("-pk").first()
    return [(error["row"], error["message"]) for error in run.errors]


def counts(run: ImportRun) -> tuple[int, int, int]:
    return run.created_count, run.updated_count, run.unchanged_count


def on_hand(sku: str) -> dict[str, int]:
    rows = StockBalance.objects.real().filter(item__sku=sku).values_list("location__code", "on_hand")
    return dict(rows)


@pytest.mark.realdata
def test_a_real_company_s_items_and_bins_come_in_through_the_page(page, site):
    if not DATA.exists():
        pytest.skip("REALDATA: the data folder beside the repository is missing")
    items, stock = (DATA / "items.csv").read_bytes(), (DATA / "stock_by_bin.csv").read_bytes()

    assert counts(bring(page, "items", items)) == (504, 0, 0)
    assert counts(bring(page, "items", items)) == (0, 0, 504)
    assert Item.objects.get(sku="FR-R92B-58").weight_g == 1016  # 2.24 lb
    assert Item.objects.get(sku="RM-M464").weight_g == 435
    assert Item.objects.get(external_id="507").reorder_point == 600
    assert Item.objects.filter(weight_g=None).count() == 299

    everything = list(csv.DictReader(io.StringIO(stock.decode())))
    known = set(Item.objects.values_list("external_id", flat=True))
    good = [row for row in everything if row["product_id"] in known]
    first = bring(page, "stock", stock, "GOOD_ROWS", site="K1")
    assert (first.row_count, first.bad_count) == (1069, 1069 - len(good))
    assert first.errors[0]["message"] == "There is no item with the external id 5."
    held = StockBalance.objects.real().aggregate(total=Sum("on_hand"))["total"]
    assert held == sum(int(row["quantity"]) for row in good)
    assert Location.objects.filter(site=site, kind=LocationKind.BIN).count() == len(good)

    before = StockEntry.objects.count()
    again = bring(page, "stock", stock, "GOOD_ROWS", site="K1")
    assert counts(again) == (0, 0, len(good))
    assert StockEntry.objects.count() == before


def test_stock_is_set_to_what_the_file_says_by_posting_the_difference(page, site):
    factories.item("A", external_id="7")
    assert counts(bring(page, "stock", "sku,bin,quantity\nA,X-1,5\nA,X-2,0\n", site="K1")) == (1, 0, 1)
    assert on_hand("A") == {"X-1": 5}
    again = bring(page, "stock", "product_id,bin,quantity\n7,X-1,3\n7,X-3,2\n", site="K1")
    assert counts(again) == (1, 1, 0)
    assert on_hand("A") == {"X-1": 3, "X-3": 2}
    assert list(StockTransaction.objects.order_by("posted_at", "pk").values_list("kind", flat=True)) == [
        "OPENING",
        "OPENING",
        "ADJUST",
    ]
    # Back to the first figure by the first file: the same difference is posted anew, not taken for a repeat.
    bring(page, "stock", "sku,bin,quantity\nA,X-1,5\nA,X-2,0\n", site="K1")
    assert on_hand("A") == {"X-1": 5, "X-3": 2}
    bring(page, "stock", "product_id,bin,quantity\n7,X-1,3\n7,X-3,2\n", site="K1")
    assert on_hand("A") == {"X-1": 3, "X-3": 2}


def test_a_bin_that_is_missing_is_made_with_its_zone_and_walk_order(page, site):
    factories.item("A")
    bring(page, "stock", "sku,area,shelf,bin,walk order,qty\nA,Tool Crib,6,N/A,40,1\n", site="K1")
    made = Location.objects.get(site=site, kind=LocationKind.BIN)
    assert (made.code, made.zone, made.aisle, made.pick_sequence) == ("Tool Crib-6", "Tool Crib", "6", 40)


def test_lots_come_in_with_their_day(page, site):
    factories.item("M", tracking="LOT", has_expiry=True)
    bring(page, "stock", "sku,bin,lot,expiry,quantity\nM,X,L1,2027-01-31,4\nM,Y,L1,,6\n", site="K1")
    lot = Lot.objects.get()
    assert (lot.code, lot.expires_on.isoformat()) == ("L1", "2027-01-31")
    assert {b.expires_on.isoformat() for b in StockBalance.objects.real()} == {"2027-01-31"}


def test_rows_that_cannot_be_stock_are_listed_with_their_reason(page, site):
    factories.site("HIDDEN")
    factories.item("A", external_id="7")
    factories.item("M", tracking="LOT", has_expiry=True)
    factories.item("S", tracking="SERIAL")
    rows = [
        ("NOPE,,X,,,1", "There is no item NOPE."),
        (",99,X,,,1", "There is no item with the external id 99."),
        (",,X,,,1", "The row names no item: give its SKU or its external id."),
        ("A,8,X,,,1", "A has another external id: 7."),
        ("A,,@LOSS,,,1", "A code that begins with @ is kept for virtual places."),
        ("A,,X,L1,,1", "A is not kept by lot."),
        ("M,,X,,,1", "M is kept by lot: name one."),
        ("M,,X,L1,,1", "M expires: give the day of this lot."),
        ("S,,X,,,1", "S is kept by serial number: receive it, so that each piece is named."),
        ("A,,X,,HIDDEN,1", "There is no site HIDDEN, or not for you."),
        ("A,,X,,,-1", "Too small: at least 0 is needed."),
        ("A,,X,,,NaN", "“NaN” is not a number."),
        ("A,,X,,,99999999999999999999", None),
        ("A,,X,,,1.5", "“1.5” is not a whole number."),
        ("A,,'=1+1,,,1", None),
    ]
    text = "sku,external_id,bin,lot,site,quantity\n" + "\n".join(row for row, _ in rows) + "\n"
    found = dict(errors_of(page, "stock", text, site="K1"))
    for number, (row, message) in enumerate(rows[:-1], start=2):
        assert number in found, row
        assert message is None or message == found[number], row
    assert not StockEntry.objects.exists()


def test_the_same_bin_twice_in_one_file_is_refused(page, site):
    factories.item("A", external_id="7")
    text = "sku,external_id,bin,quantity\nA,,X,1\n,7,X,2\n"
    assert errors_of(page, "stock", text, site="K1") == [
        (3, "The same bin, item and lot stand in an earlier row.")
    ]


def test_a_site_that_one_may_not_see_cannot_be_chosen(page, site):
    factories.site("HIDDEN")
    answer = page.post(
        "/import/stock/",
        {"file": SimpleUploadedFile("f.csv", b"sku,bin,quantity\nA,X,1\n"), "site": "HIDDEN"},
    )
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_items_that_cannot_be_are_listed_with_their_reason(page):
    factories.item("TAKEN", external_id="7")
    text = (
        "sku,name,external_id,barcode,packs,weight,weight_unit\n"
        "A,Anvil,7,,,,\n"
        "B,Bolt,,4006381333932,,,\n"
        "C,Case,,,case of 12,,\n"
        "D,,,,,,\n"
        "E,Egg,,,,1,stone\n"
        "F,Fig,,,,-1,kg\n"
        "G,Gum,,,,2.30,LB\n"
    )
    assert errors_of(page, "items", text) == [
        (2, "The external id 7 is that of TAKEN."),
        (3, "4006381333932 is not a GTIN: the last digit should be 1."),
        (4, "Write packs as “name: base units”, with a semicolon between them."),
        (5, "A new item needs a name."),
        (6, "“stone” is not a known unit. Write one of: g, gram, grams, kg, t, mg, lb, lbs, oz."),
        (7, "Too small: at least 1 g is needed."),
    ]


def test_what_the_list_exports_comes_in_again_and_changes_nothing(page):
    bring(page, "items", "sku,name,weight_kg,length_cm,barcodes,packs,temperature,expires\n"
          "=1+1,Formula,1.5,30,4006381333931,case: 12,Chilled,yes\n".replace("=1+1", "'=1+1"))  # fmt: skip
    exported = b"".join(page.get("/items/export.csv").streaming_content)
    assert counts(bring(page, "items", exported)) == (0, 0, 1)
    item = Item.objects.get()
    assert (item.sku, item.weight_g, item.length_mm, item.tracking) == ("=1+1", 1500, 300, "LOT")


def test_a_file_that_says_nothing_of_a_field_leaves_it_alone_and_a_blank_weight_empties_it(page):
    bring(page, "items", "sku,name,weight,category\nA,Anvil,5 kg,Iron\n")
    bring(page, "items", "sku,weight\nA,\n")
    item = Item.objects.get()
    assert (item.name, item.category, item.weight_g) == ("Anvil", "Iron", None)


@pytest.mark.parametrize("kind", ["items", "stock"])
def test_someone_without_the_permission_may_not_bring_anything_in(bo, kind):
    client = Client()
    client.force_login(bo)
    assert client.get(f"/import/{kind}/").status_code in {403, 404}
