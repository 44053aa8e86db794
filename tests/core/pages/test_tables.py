"""Search, sort and pages out of an address that anybody may have typed."""

import pytest
from django.test import RequestFactory

from core.pages.spans import span_of
from core.pages.tables import Column, search_text, table_page
from tests import factories
from wms.models import Item

COLUMNS = (
    Column(key="sku", label="SKU", order_by=("sku",)),
    Column(key="name", label="Name", order_by=("name",)),
    Column(key="kind", label="Kind"),
)


def shown(address="", *, per_page=50):
    request = RequestFactory().get(f"/{address}")
    return table_page(
        request, Item.objects.all(), columns=COLUMNS, search=("sku", "name"), sort="sku", per_page=per_page
    )


@pytest.fixture
def five_items(db):
    names = {"B4": "Tape", "A2": "Red box", "A1": "Blue box", "B5": "100 % foil", "A3": "Blue bag"}
    for sku, name in names.items():
        factories.item(sku, name=name)


def skus(table):
    return [item.sku for item in table.rows]


def test_rows_come_in_the_order_of_the_first_column_unless_asked_otherwise(five_items):
    assert skus(shown()) == ["A1", "A2", "A3", "B4", "B5"]
    assert skus(shown("?sort=-sku")) == ["B5", "B4", "A3", "A2", "A1"]
    assert skus(shown("?sort=name")) == ["B5", "A3", "A1", "A2", "B4"]


def test_a_column_that_cannot_be_sorted_or_does_not_exist_changes_nothing(five_items):
    for asked in ("kind", "password", "-kind", "sku;drop", "owner__x", ""):
        assert skus(shown(f"?sort={asked}")) == ["A1", "A2", "A3", "B4", "B5"]


def test_every_word_must_be_found_somewhere(five_items):
    assert skus(shown("?q=blue")) == ["A1", "A3"]
    assert skus(shown("?q=blue%20box")) == ["A1"]
    assert skus(shown("?q=a3%20BAG")) == ["A3"]
    assert skus(shown("?q=blue%20tape")) == []


def test_letters_that_mean_something_to_sql_are_letters(five_items):
    assert skus(shown("?q=%25")) == ["B5"]
    assert skus(shown("?q=%27")) == []


def test_zeros_and_control_characters_in_a_search_are_dropped(five_items):
    assert skus(shown("?q=bl%00ue%1b")) == ["A1", "A3"]


def test_a_search_is_cut_at_a_hundred_characters():
    request = RequestFactory().get("/", {"q": "x" * 5000})

    assert search_text(request) == "x" * 100


def test_pages_hold_what_they_say(five_items):
    second = shown("?page=2", per_page=2)

    assert skus(second) == ["A3", "B4"]
    assert (second.span.first, second.span.last, second.span.total) == (3, 4, 5)
    assert (second.span.previous, second.span.next) == (1, 3)


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("3", 3),
        ("4", 3),
        ("999999999", 3),
        ("9" * 400, 1),
        ("0", 1),
        ("-1", 1),
        ("x", 1),
        ("", 1),
        ("1.5", 1),
        ("²", 1),
    ],
)
def test_a_page_that_does_not_exist_becomes_one_that_does(asked, number):
    assert span_of(5, asked, 2).number == number


def test_nothing_found_is_one_empty_page(five_items):
    nothing = shown("?q=nowhere&page=7")

    assert nothing.rows == []
    assert (nothing.span.first, nothing.span.last, nothing.span.page_count) == (0, 0, 1)


def test_page_numbers_show_the_ends_and_the_neighbours():
    assert span_of(2200, "10", 100).page_numbers == [1, None, 8, 9, 10, 11, 12, None, 22]
    assert span_of(300, "2", 100).page_numbers == [1, 2, 3]


def test_a_head_says_how_it_sorts_and_what_a_click_asks_for(five_items):
    heads = {head.key: head for head in shown("?sort=name").columns}

    assert (heads["name"].direction, heads["name"].sort_value) == ("ascending", "-name")
    assert (heads["sku"].direction, heads["sku"].sort_value) == ("", "sku")
    assert heads["kind"].sort_value == ""


def test_what_else_stands_in_the_address_is_kept_by_the_search(five_items):
    assert shown("?q=a&page=2&sort=-sku&show=late").kept == [("sort", "-sku"), ("show", "late")]


def test_a_table_costs_two_queries(five_items, django_assert_num_queries):
    with django_assert_num_queries(2):
        shown("?q=a&sort=name&page=2", per_page=2)
