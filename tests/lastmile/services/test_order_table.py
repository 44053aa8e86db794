"""Orders as a file: rows of one order belong together; what cannot be read is told by its cell."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.imports.declaring import Declaration
from core.imports.errors import RowsRefusedError
from core.imports.services.applying import apply_run
from core.imports.services.checking import check_file
from core.states import ImportMode
from lastmile.models import Delivery
from lastmile.services.order_table import ORDERS
from tests import factories
from tests.lastmile.intakes import AT, delivery_of
from wms.models import OutboundOrderLine
from wms.services import places

pytestmark = pytest.mark.django_db
HEAD = "order,sku,qty,name,street,zip,city,date,windows,service time,skills,priority,lon,lat"
GOOD = [
    "A,APPLE,2,Rosa,Hauptstraße 7,10115,Altdorf,2026-03-03,08:00-12:00|14:00-16:00,5,stairs,7,,",
    "A,PEAR,1,Rosa,,,,2026-03-03,,,,,,",
    "B,APPLE,1,Otto,Kiosk,,,03.03.2026,,,,,13.001,52.0",
]


@pytest.fixture
def gus(shop):
    """Gus brings files for the site in Altdorf."""
    person = factories.user("gus", role="customer service")
    places.grant_access(user=person, site=shop.site)
    return person


def checked(*rows, by, head=HEAD, data=None):
    text = data if data is not None else "\n".join([head, *rows]).encode()
    return check_file(
        kind=ORDERS, stream=io.BytesIO(text), file_name="orders.csv", declared=Declaration(), by=by, at=AT
    )


def brought(*rows, by, mode=ImportMode.ALL, **facts):
    return apply_run(run_id=checked(*rows, by=by, **facts).public_id, mode=mode, by=by, at=AT)


def errors(run) -> list[tuple[int, str]]:
    return sorted((error["row"], error["code"]) for error in run.errors)


def test_rows_with_one_name_are_lines_of_one_order(gus):
    outcome = brought(*GOOD, by=gus)
    assert (outcome.applied.created, Delivery.objects.count(), OutboundOrderLine.objects.count()) == (3, 2, 3)
    delivery = delivery_of("A")
    assert (delivery.windows.count(), delivery.service_seconds, delivery.skills, delivery.priority) == (
        2,
        300,
        ["stairs"],
        7,
    )
    assert (delivery.order.source, delivery.recipient_name) == ("file", "Rosa")
    assert delivery_of("B").address.level == "GIVEN"


def test_the_same_file_twice_changes_nothing(gus):
    brought(*GOOD, by=gus)
    again = brought(*GOOD, "", by=gus)
    assert (again.applied.created, again.applied.updated, again.applied.unchanged) == (0, 0, 3)


def test_a_changed_row_amends_its_order(gus):
    brought(*GOOD, by=gus)
    outcome = brought(GOOD[0].replace(",2,Rosa", ",4,Rosa"), GOOD[1], by=gus)
    assert outcome.applied.updated == 2
    assert delivery_of("A").order.lines.get(number=1).quantity == 4


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,PLUM,2,Rosa,Hauptstraße 7,10115,Altdorf,2026-03-03,,,,,,", "unknown_item"),
        ("A,APPLE,-2,Rosa,Hauptstraße 7,10115,Altdorf,2026-03-03,,,,,,", "too_small"),
        ("A,APPLE,two,Rosa,Hauptstraße 7,10115,Altdorf,2026-03-03,,,,,,", "not_an_integer"),
        ("A,APPLE,2,,Hauptstraße 7,10115,Altdorf,2026-03-03,,,,,,", "missing"),
        ("A,APPLE,2,Rosa,,,,2026-03-03,,,,,,", "missing"),
        ("A,APPLE,2,Rosa,Hauptstraße 7,,,11/03/2026,,,,,,", "ambiguous_date"),
        ("A,APPLE,2,Rosa,Hauptstraße 7,,,2026-03-01,,,,,,", "day_is_over"),
        ("A,APPLE,2,Rosa,Hauptstraße 7,,,2026-03-03,12:00-08:00,,,,,", "window_reversed"),
        ("A,APPLE,2,Rosa,Hauptstraße 7,,,2026-03-03,soon,,,,,", "not_a_window"),
        ("A,APPLE,2,Rosa,Hauptstraße 7,,,2026-03-03,,,,,0,0", "unusable_point"),
        ("A,APPLE,2,Rosa,Hauptstraße 7,,,2026-03-03,,,,,nan,52", "not_a_number"),
        ("A,APPLE,2,Rosa,Hauptstraße 7,,,2026-03-03,,,,,24.94,60.17", "out_of_reach"),
        ("A,APPLE,2,=cmd(),Hauptstraße 7,,,2026-03-03,,,,,,", "formula"),
        ("A,APPLE,2,R\u202eosa,Hauptstraße 7,,,2026-03-03,,,,,,", "direction_mark"),
    ],
)
def test_a_dirty_row_is_listed_with_its_reason_and_the_good_ones_are_taken(gus, row, code):
    run = checked(row, GOOD[2], by=gus)
    ((number, found),) = errors(run)
    assert number == 2
    assert found == code or run.errors[0]["message"]
    with pytest.raises(RowsRefusedError):
        apply_run(run_id=run.public_id, mode=ImportMode.ALL, by=gus, at=AT)
    apply_run(run_id=run.public_id, mode=ImportMode.GOOD_ROWS, by=gus, at=AT)
    assert list(Delivery.objects.values_list("order__external_id", flat=True)) == ["B"]


def test_half_an_order_is_never_taken(gus):
    run = checked(GOOD[0], "A,PEAR,none,Rosa,,,,2026-03-03,,,,,,", GOOD[2], by=gus)
    assert (2, "other_row_refused") in errors(run)
    apply_run(run_id=run.public_id, mode=ImportMode.GOOD_ROWS, by=gus, at=AT)
    assert list(Delivery.objects.values_list("order__external_id", flat=True)) == ["B"]


def test_rows_of_one_order_that_contradict_each_other_are_refused(gus):
    run = checked(GOOD[0], "A,PEAR,1,Otto,,,,2026-03-03,,,,,,", by=gus)
    assert errors(run) == [(2, "other_row_refused"), (3, "contradiction")]


def test_a_workbook_and_json_say_the_same_as_a_csv(gus):
    book = openpyxl.Workbook()
    for row in (HEAD, *GOOD):
        book.active.append(row.split(","))
    file = io.BytesIO()
    book.save(file)
    assert brought(by=gus, data=file.getvalue()).applied.created == 3
    rows = [dict(zip(HEAD.split(","), row.split(","), strict=True)) for row in GOOD]
    assert brought(by=gus, data=json.dumps(rows).encode()).applied.unchanged == 3


def test_who_may_see_no_site_brings_nothing(shop):
    run = checked(GOOD[2], by=factories.user("hal", role="customer service"))
    assert errors(run) == [(2, "unknown_site")]


def test_the_command_takes_the_same_file(gus, tmp_path):
    file = tmp_path / "orders.csv"
    soon = (timezone.now() + timedelta(days=3)).date().isoformat()
    file.write_text("\n".join([HEAD, GOOD[2].replace("03.03.2026", soon)]))
    for _again in range(2):
        call_command("import_table", "orders", str(file), "--by", "gus")
    assert Delivery.objects.get().order.external_id == "B"
    file.write_text("\n".join([HEAD, GOOD[2].replace("03.03.2026", "2099-01-01")]))
    with pytest.raises(CommandError, match="1 row is refused"):
        call_command("import_table", "orders", str(file), "--by", "gus")
