"""Tables on pages: search, sort and pages from the address, safe against whatever stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from core.pages.spans import Span, span_of

PER_PAGE = 50
LONGEST_SEARCH = 100
MOST_WORDS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column. `order_by` are the fields that sort it; without them it cannot be sorted."""

    key: str
    label: Any
    order_by: tuple[str, ...] = ()
    is_number: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A column's head as shown: how it sorts now, and what a click on it asks for."""

    key: str
    label: Any
    is_number: bool = False
    direction: str = ""  # ascending, descending, or empty
    sort_value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TablePage[M]:
    """What a table's template needs; `rows` are the records of this page."""

    rows: list[M]
    columns: list[Head]
    span: Span
    query: str
    sort: str
    kept: list[tuple[str, str]]


def table_page[M: Model](
    request: HttpRequest,
    records: QuerySet[M],
    *,
    columns: Sequence[Column],
    search: Sequence[str] = (),
    sort: str = "",
    per_page: int = PER_PAGE,
) -> TablePage[M]:
    """The page of `records` that the address asks for.

    `?q=` must be contained, word by word, in one of the `search` fields; `?sort=key` or `?sort=-key` names
    a column; `?page=` is brought into range. Anything else in the address is left to the view and kept.
    """
    query = search_text(request)
    asked = request.GET.get("sort", sort)
    column, is_descending = _sorted_by(columns, asked) or _sorted_by(columns, sort) or (None, False)
    if query and search:
        records = records.filter(_containing(query, search))
    if column:
        order = [_turned(name) if is_descending else name for name in column.order_by]
        records = records.order_by(*order, "pk")
    span = span_of(records.count(), request.GET.get("page", ""), per_page)
    return TablePage(
        rows=list(records[max(span.first - 1, 0) : span.last]),
        columns=[_head(each, column, is_descending=is_descending) for each in columns],
        span=span,
        query=query,
        sort=asked if column else "",
        kept=[(key, str(value)) for key, value in request.GET.items() if key not in ("q", "page")],
    )


def search_text(request: HttpRequest, name: str = "q") -> str:
    """What was searched for, without what a database cannot compare, and not longer than a line."""
    typed = request.GET.get(name, "")[:LONGEST_SEARCH]
    return " ".join("".join(letter for letter in typed if letter.isprintable()).split())


def _containing(query: str, fields: Sequence[str]) -> Q:
    found = Q()
    for word in query.split()[:MOST_WORDS]:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        found &= anywhere
    return found


def _sorted_by(columns: Sequence[Column], asked: str) -> tuple[Column, bool] | None:
    for column in columns:
        if column.order_by and asked.removeprefix("-") == column.key:
            return column, asked.startswith("-")
    return None


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _head(column: Column, current: Column | None, *, is_descending: bool) -> Head:
    is_current = current is not None and column.key == current.key
    direction = ("descending" if is_descending else "ascending") if is_current else ""
    value = f"-{column.key}" if direction == "ascending" else column.key
    return Head(
        key=column.key,
        label=column.label,
        is_number=column.is_number,
        direction=direction,
        sort_value=value if column.order_by else "",
    )
