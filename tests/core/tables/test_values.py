"""One cell into one value, kind by kind."""

import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.tables.cells import NumberText
from core.tables.columns import Column, Kind, Reading, Scale
from core.tables.errors import CellProblem
from core.tables.moments import TimeWindow
from core.tables.values import parse_cell

HELSINKI = Reading(zone=ZoneInfo("Europe/Helsinki"))
COMMA = Reading(decimal_mark=",")
GRAMS = Scale(base="g", units={"g": 1, "kg": 1000}, assumed="kg")
POUNDS = Scale(base="g", units={"g": 1, "kg": 1000, "lb": Decimal("453.59237")}, rounds=True)


def value(text, kind=Kind.TEXT, reading=HELSINKI, unit="", **column):
    return parse_cell(text, Column("c", "C", kind, **column), reading, unit)


def code_of(text, kind=Kind.TEXT, reading=HELSINKI, unit="", **column) -> str:
    with pytest.raises(CellProblem) as refused:
        value(text, kind, reading, unit, **column)
    assert refused.value.message
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        (" 5 ", 5),
        ("-3", -3),
        ("\u22123", -3),
        ("+7", 7),
        ("5.0", 5),
        ("007", 7),
        (NumberText("1e3"), 1000),
        (NumberText("5"), 5),
    ],
)
def test_whole_numbers(text, number):
    assert value(text, Kind.INTEGER) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5.5", "not_whole"),
        (NumberText("1e-9"), "not_whole"),
        ("five", "not_a_number"),
        ("NaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("-Infinity", "not_a_number"),
        (NumberText("nan"), "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("٣", "not_a_number"),
        ("5.", "not_a_number"),
        ("--5", "not_a_number"),
        ("€5", "not_a_number"),
        ("1,234", "ambiguous_number"),
        ("1.234,5", "ambiguous_number"),
        ("1,234.5", "ambiguous_number"),
        ("1 234", "ambiguous_number"),
        ("1'234", "ambiguous_number"),
        ("1\u00a0234", "ambiguous_number"),
        ("1.2.3", "ambiguous_number"),
        ("4.00638E+12", "shortened_number"),
        ("4,00638E+12", "shortened_number"),
        (NumberText("1e400"), "too_large"),
        (NumberText("1e9999"), "too_large"),
        (NumberText("-1e9999"), "too_small"),
        (NumberText("1e99999"), "too_large"),
        ("9" * 16, "too_large"),
        ("9" * 5000, "too_large"),
    ],
)
def test_what_is_no_whole_number_is_refused_and_never_guessed(text, code):
    assert code_of(text, Kind.INTEGER) == code


def test_bounds_are_inclusive_and_named():
    assert value("1", Kind.INTEGER, minimum=1) == 1
    assert value("9", Kind.INTEGER, maximum=9) == 9
    with pytest.raises(CellProblem, match="at least 1 is needed"):
        value("0", Kind.INTEGER, minimum=1)
    with pytest.raises(CellProblem, match="at most 9 is taken"):
        value("10", Kind.INTEGER, maximum=9)


def test_a_declared_decimal_comma_is_read_and_then_a_point_is_not_guessed():
    assert value("1,5", Kind.SCALED, COMMA, scale=GRAMS) == 1500
    assert value(NumberText("1.5"), Kind.SCALED, COMMA, scale=GRAMS) == 1500
    assert code_of("1.234,5", Kind.SCALED, COMMA, scale=GRAMS) == "ambiguous_number"
    with pytest.raises(CellProblem, match="can be read in more than one way"):
        value("1.234", Kind.INTEGER, COMMA)


@pytest.mark.parametrize(
    ("text", "unit", "grams"),
    [
        ("2.5", "", 2500),
        ("2.5 kg", "", 2500),
        ("2.5KG", "", 2500),
        ("250 g", "kg", 250),
        ("2", "g", 2),
        (NumberText("0.001"), "kg", 1),
        ("19.999", "", 19_999),
    ],
)
def test_a_number_with_a_unit_becomes_whole_base_units(text, unit, grams):
    assert value(text, Kind.SCALED, unit=unit, scale=GRAMS) == grams


def test_pounds_are_rounded_to_whole_grams_where_the_column_says_so_but_never_to_nothing():
    assert value("19.77", Kind.SCALED, unit="LB", scale=POUNDS) == 8968
    assert value("0", Kind.SCALED, unit="LB", scale=POUNDS) == 0
    assert code_of("0.0004", Kind.SCALED, unit="kg", scale=POUNDS) == "not_whole"


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("0.0005", "", "not_whole"),
        ("2 stone", "", "unit_unknown"),
        ("2", "oz", "unit_unknown"),
        ("1,5 kg", "", "ambiguous_number"),
        ("-1", "", "too_small"),
        ("1e400 kg", "", "not_a_number"),
        (NumberText("1e400"), "", "too_large"),
        ("kg", "", "not_a_number"),
    ],
)
def test_what_is_no_weight_is_refused(text, unit, code):
    assert code_of(text, Kind.SCALED, unit=unit, scale=GRAMS, minimum=0) == code


def test_a_unit_that_nobody_names_is_asked_for():
    assert code_of("2", Kind.SCALED, scale=POUNDS) == "unit_missing"


def test_longitude_and_latitude_are_degrees_within_the_globe():
    assert value("24.9384", Kind.LONGITUDE) == 24.9384
    assert value("-90", Kind.LATITUDE) == -90.0
    assert value("-180", Kind.LONGITUDE) == -180.0
    assert code_of("91", Kind.LATITUDE) == "out_of_range"
    assert code_of("180.0000001", Kind.LONGITUDE) == "out_of_range"
    assert code_of("60,17", Kind.LATITUDE) == "ambiguous_number"
    assert code_of(NumberText("1e400"), Kind.LATITUDE) == "out_of_range"
    assert code_of("nan", Kind.LATITUDE) == "not_a_number"
    assert not math.isnan(value("0", Kind.LATITUDE))


@pytest.mark.parametrize(
    ("text", "answer"),
    [("yes", True), ("X", True), ("1", True), ("TRUE", True), ("no", False), ("0", False), ("False", False)],
)
def test_yes_and_no(text, answer):
    assert value(text, Kind.BOOLEAN) is answer


def test_maybe_is_neither():
    assert code_of("maybe", Kind.BOOLEAN) == "not_a_boolean"


@pytest.mark.parametrize("text", ["2026-11-22", "22.11.2026", "2026-11-22 00:00:00", "2026-11-22T00:00"])
def test_dates(text):
    assert value(text, Kind.DATE) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11/22/2026", "ambiguous_date"),
        ("03/04/26", "ambiguous_date"),
        ("2026-02-30", "not_a_date"),
        ("30.2.2026", "not_a_date"),
        ("0001-01-01", "out_of_range"),
        ("9999-12-31", "out_of_range"),
        ("2026-11-22 08:00", "not_a_date"),
        ("46000", "not_a_date"),
        ("tomorrow", "not_a_date"),
        ("\u0662\u0660\u0662\u0666-\u0661\u0661-\u0662\u0662", "not_a_date"),
    ],
)
def test_what_is_no_date_is_refused(text, code):
    assert code_of(text, Kind.DATE) == code


@pytest.mark.parametrize(
    ("text", "hour", "minute", "second"),
    [
        ("8:05", 8, 5, 0),
        ("08:05:09", 8, 5, 9),
        ("8.05", 8, 5, 0),
        ("12:30 am", 0, 30, 0),
        ("8:05 PM", 20, 5, 0),
        ("12:00 p.m.", 12, 0, 0),
    ],
)
def test_times_of_day(text, hour, minute, second):
    assert value(text, Kind.TIME) == time(hour, minute, second)


@pytest.mark.parametrize(
    "text", ["24:00", "25:00", "8:60", "8:00:60", "8", "13:00 pm", "0:00 am", "noon", "8:5"]
)
def test_what_is_no_time_of_day_is_refused(text):
    assert code_of(text, Kind.TIME) == "not_a_time"


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("08:00-12:00", 8, 12),
        ("8-12", 8, 12),
        ("8:00 \u2013 12:00", 8, 12),
        ("8:00 to 12:00", 8, 12),
        ("0-24", 0, 24),
        ("8 am - 1 pm", 8, 13),
    ],
)
def test_time_windows(text, opens, closes):
    if "am" in text:
        text = text.replace("8 am", "8:00 am").replace("1 pm", "1:00 pm")
    assert value(text, Kind.TIME_WINDOW) == TimeWindow(opens * 3600, closes * 3600)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12:00-08:00", "window_reversed"),
        ("22-2", "window_reversed"),
        ("8-8", "window_reversed"),
        ("8-25", "not_a_window"),
        ("8", "not_a_window"),
        ("morning", "not_a_window"),
        ("8-12-16", "not_a_window"),
        ("-", "not_a_window"),
    ],
)
def test_what_is_no_window_is_refused(text, code):
    assert code_of(text, Kind.TIME_WINDOW) == code


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22 08:30", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)),
        ("2026-06-22T08:30:15", datetime(2026, 6, 22, 5, 30, 15, tzinfo=UTC)),
        ("22.11.2026 8.30", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)),
        ("2026-11-22T08:30Z", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        ("2026-11-22T08:30:00+05:30", datetime(2026, 11, 22, 3, 0, tzinfo=UTC)),
        ("2026-11-22 08:30 -0500", datetime(2026, 11, 22, 13, 30, tzinfo=UTC)),
        ("2026-10-25 03:30+02:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_local_unless_they_name_an_offset(text, moment):
    assert value(text, Kind.DATETIME) == moment


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("2026-03-29 03:30", "no_such_time", "skips 2026-03-29 03:30"),
        ("2026-10-25 03:30", "no_such_time", "twice"),
        ("2026-11-22", "not_a_moment", "date with a time"),
        ("2026-11-22 08:30+99:00", "not_a_moment", "offset"),
        ("2026-11-22 08:30 EET", "not_a_moment", "offset"),
        ("11/22/2026 08:30", "not_a_moment", "like 2026"),
        ("2026-13-22 08:30", "not_a_date", "no day"),
        ("2026-11-22 25:30", "not_a_time", "25:30"),
    ],
)
def test_a_moment_that_does_not_exist_or_exists_twice_is_refused(text, code, words):
    assert code_of(text, Kind.DATETIME) == code
    with pytest.raises(CellProblem, match=words):
        value(text, Kind.DATETIME)


def test_a_window_on_the_night_of_the_clock_change():
    window = TimeWindow(8 * 3600, 24 * 3600)

    assert window.on(date(2026, 3, 29), HELSINKI.zone) == (
        datetime(2026, 3, 29, 5, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 21, 0, tzinfo=UTC),
    )


def test_choices_are_found_by_value_or_label_in_any_case():
    colours = {"red": "Red", "blue": "Deep blue"}

    assert value("DEEP BLUE", choices=colours) == "blue"
    assert value("Red", choices=colours) == "red"
    assert value("", choices=colours) == ""
    with pytest.raises(CellProblem, match="“pink” is not one of: red, blue"):
        value("pink", choices=colours)


def test_blank_cells_are_nothing_or_asked_for():
    assert value("  ") == ""
    assert value("", Kind.INTEGER) is None
    assert code_of("", required=True) == "missing"
    assert code_of("\u00a0", Kind.INTEGER, required=True) == "missing"
    assert code_of("\u200b", required=True) == "missing"


def test_a_text_that_is_too_long_is_refused_with_its_length():
    with pytest.raises(CellProblem, match="6 characters, at most 5"):
        value("abcdef", max_length=5)


@pytest.mark.parametrize("text", ["4.00638E+12", "4,01E+12"])
def test_a_code_that_a_spreadsheet_shortened_is_refused(text):
    assert code_of(text, Kind.IDENTIFIER) == "shortened_number"
    assert value("1E5", Kind.IDENTIFIER) == "1E5"
