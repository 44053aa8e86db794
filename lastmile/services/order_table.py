"""Orders as a table (CSV, XLSX, JSON): one row per line, rows of one order share its external id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from accounts.models import User
from core.imports.kinds import Applied, Context, ContextForm, ImportKind, RowRefusal, RowResult, Written
from core.tables.errors import CellProblem
from core.tables.moments import TimeWindow
from core.tables.parsing import Row
from lastmile.services._order_columns import COLUMNS
from lastmile.services.asks import AddressAsk, LineAsk, OrderAsk, Refusal, code_words
from lastmile.services.intake import check_orders, look_up_orders, take_in_orders
from lastmile.services.windows import read_windows
from wms.queries.access import sites_visible_to

FILE_SOURCE = "file"
ADDRESS = ("street", "street_2", "postcode", "town", "country", "longitude", "latitude")
FIELD_COLUMNS = {
    "lines": "sku",
    "recipient_name": "recipient",
    "recipient_phone": "phone",
    "recipient_email": "email",
    "address": "street",
    "service_seconds": "service_minutes",
}
"""Under which column a refusal of a field stands, where the names differ."""
ADDRESS = ("street", "street_2", "postcode", "town", "country", "longitude", "latitude")
ONE_PER_ORDER = tuple(
    column.name for column in COLUMNS if column.name not in {"external_id", "sku", "quantity"}
)
"""Columns that all rows of an order must agree on; a blank cell agrees with anything."""


class OrdersForm(ContextForm):
    """Which system the external ids belong to, so that the same order is met again."""

    source = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z",
        label=__("Source"),
        initial=FILE_SOURCE,
        required=False,
        help_text=__(
            "The system that the order names come from. The same name from the same source is the same order."
        ),
    )


@dataclass(slots=True)
class Group:
    """The rows of one order, what they say together, and where they contradict each other."""

    rows: list[Row] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)
    problems: list[RowRefusal] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Take one more row in."""
        self.rows.append(row)
        for name in ONE_PER_ORDER:
            value = row.get(name)
            if value in (None, ""):
                if name in row:
                    self.said.setdefault(name, value)
            elif self.said.get(name) in (None, "", value):
                self.said[name] = value
            else:
                told = _("Row %(row)d of the same order says something else here.") % {
                    "row": self.rows[0].number
                }
                self.problems.append(RowRefusal(row.number, name, told, "contradiction", str(value)))

    def windows(self) -> tuple[TimeWindow, ...] | None:
        """The windows of the order; notes a problem where they cannot be read."""
        if "windows" not in self.said:
            return None
        try:
            return read_windows(self.said["windows"])
        except CellProblem as problem:
            first = self.rows[0].number
            self.problems.append(
                RowRefusal(first, "windows", problem.message, problem.code, self.said["windows"])
            )
            return ()

    def ask(self) -> OrderAsk:
        """The order that the rows ask for."""
        said = self.said
        minutes = said.get("service_minutes")
        return OrderAsk(
            external_id=self.rows[0]["external_id"],
            lines=tuple(LineAsk(sku=row["sku"], quantity=row["quantity"]) for row in self.rows),
            address=self._address(),
            recipient_name=said.get("recipient"),
            recipient_phone=said.get("phone"),
            recipient_email=said.get("email"),
            deliver_on=said.get("deliver_on"),
            windows=self.windows(),
            service_seconds=None if minutes is None else minutes * 60,
            instructions=said.get("instructions"),
            skills=code_words(said["skills"]) if "skills" in said else None,
            features=code_words(said["features"]) if "features" in said else None,
            priority=said.get("priority"),
            site=said.get("site"),
            owner=said.get("owner"),
        )

    def _address(self) -> AddressAsk | None:
        if not any(name in self.said for name in ADDRESS):
            return None
        said = {name: self.said.get(name) for name in ADDRESS}
        return AddressAsk(
            line1=said["street"] or "",
            line2=said["street_2"] or "",
            postcode=said["postcode"] or "",
            town=said["town"] or "",
            country=(said["country"] or "").upper(),
            longitude=said["longitude"],
            latitude=said["latitude"],
        )


def prepare_rows(rows: Sequence[Row], *, context: Context, by: User, at: datetime) -> Context:
    """Every look-up of the file's orders, before any transaction begins."""
    among = list(sites_visible_to(by).values_list("pk", flat=True))
    asks = [group.ask() for group in grouped(rows).values()]
    look_ups = look_up_orders(asks=asks, among=among)
    return {**context, "look_ups": look_ups, "among": among, "at": at}


def check_rows(rows: Sequence[Row], *, context: Context) -> Iterable[RowRefusal]:
    """What is against the rows: words that cannot be read, contradictions, and what the world says no to."""
    groups = grouped(rows)
    asks = [group.ask() for group in groups.values()]
    problems = [problem for group in groups.values() for problem in group.problems]
    good = [ask for ask in asks if not groups[ask.external_id].problems]
    found = check_orders(
        asks=good,
        look_ups=context["look_ups"],
        source=context.get("source") or FILE_SOURCE,
        at=context["at"],
        among=context["among"],
    )
    for ask, refusals in zip(good, found, strict=True):
        problems += [_row_refusal(refusal, groups[ask.external_id].rows) for refusal in refusals]
    return problems


def apply_rows(
    rows: Sequence[Row], *, by: User, at: datetime, source: str, context: Context, written: Written
) -> Applied:
    """Take the orders of the rows in; each row gets its order's outcome."""
    groups = grouped(rows)
    outcomes = take_in_orders(
        asks=[group.ask() for group in groups.values()],
        look_ups=context["look_ups"],
        source=context.get("source") or FILE_SOURCE,
        by=by,
        at=at,
        among=context["among"],
        all_or_none=True,
    )
    return Applied.of(
        {
            row.number: RowResult(outcome.outcome, str(outcome.public_id or ""))
            for outcome in outcomes
            for row in groups[outcome.external_id].rows
        }
    )


def grouped(rows: Sequence[Row]) -> dict[str, Group]:
    """The rows by the order that they are lines of, in the order of the file."""
    groups: dict[str, Group] = {}
    for row in rows:
        groups.setdefault(row["external_id"], Group()).add(row)
    return groups


def _row_refusal(refusal: Refusal, rows: Sequence[Row]) -> RowRefusal:
    row = rows[refusal.line if refusal.line is not None else 0]
    column = FIELD_COLUMNS.get(refusal.field, refusal.field)
    return RowRefusal(row.number, column, refusal.message, refusal.code, str(row.get(column) or ""))


def _orders_page(_context: Context) -> str:
    return reverse("lastmile:orders")


ORDERS = ImportKind(
    name="orders",
    label=__("Orders"),
    permission="lastmile.manage_orders",
    columns=COLUMNS,
    prepare=prepare_rows,
    check=check_rows,
    apply=apply_rows,
    group="external_id",
    context_form=OrdersForm,
    lead=__("Each row is one line of an order; rows with the same order name belong together."),
    again=__(
        "Importing the same file again changes nothing; changed rows amend orders that are not released yet."
    ),
    result_url=_orders_page,
)
