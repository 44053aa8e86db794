"""What is against an order before anything is looked up or written: its values by themselves."""

import itertools
from collections.abc import Collection, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.tables.errors import CellProblem
from lastmile.models.points import usable
from lastmile.queries.sites import DeliveringSite
from lastmile.services.asks import AddressAsk, OrderAsk, Refusal

MOST_LINES = 200
MOST_WINDOWS = 10
MOST_QUANTITY = 1_000_000_000
MOST_SERVICE_SECONDS = 12 * 3600
FARTHEST_DAYS = 400
REQUIRED = ("lines", "address", "recipient_name", "deliver_on")


def refusals_of_values(ask: OrderAsk, *, is_new: bool, skus: Collection[str]) -> Iterator[Refusal]:
    """What is wrong with the values. `skus` are those that exist and may be ordered."""
    if is_new:
        yield from _missing(ask)
    yield from _against_lines(ask, skus)
    if ask.address is not None:
        yield from _against_address(ask.address)
    if ask.recipient_name is not None and not ask.recipient_name.strip():
        yield Refusal(field="recipient_name", message=_("A value is needed here."), code="missing")
    yield from _against_numbers(ask)
    yield from _against_email(ask)


def refusals_of_day(ask: OrderAsk, site: DeliveringSite, *, today: date) -> Iterator[Refusal]:
    """What is wrong with the day and its windows, by the clock of the site."""
    day = ask.deliver_on
    if day is None:
        return
    if day < today:
        yield Refusal(field="deliver_on", message=_("That day is over."), code="day_is_over")
    elif (day - today).days > FARTHEST_DAYS:
        told = _("That is more than %(days)d days ahead.") % {"days": FARTHEST_DAYS}
        yield Refusal(field="deliver_on", message=told, code="too_far_ahead")
    else:
        yield from _against_windows(ask, day, site)


def _missing(ask: OrderAsk) -> Iterator[Refusal]:
    for name in REQUIRED:
        if getattr(ask, name) in (None, ()):
            yield Refusal(field=name, message=_("A value is needed here."), code="missing")


def _against_lines(ask: OrderAsk, skus: Collection[str]) -> Iterator[Refusal]:
    lines = ask.lines or ()
    if len(lines) > MOST_LINES:
        told = _("An order has at most %(most)d lines.") % {"most": MOST_LINES}
        yield Refusal(field="lines", message=told, code="too_many_lines")
    for index, line in enumerate(lines):
        if line.sku not in skus:
            told = _("There is no item “%(sku)s”.") % {"sku": line.sku[:60]}
            yield Refusal(field="sku", message=told, code="unknown_item", line=index)
        if not 0 < line.quantity <= MOST_QUANTITY:
            told = _("A quantity is a whole number from 1 to %(most)d.") % {"most": MOST_QUANTITY}
            yield Refusal(field="quantity", message=told, code="out_of_range", line=index)


def _against_address(address: AddressAsk) -> Iterator[Refusal]:
    if (address.longitude is None) != (address.latitude is None):
        missing = "longitude" if address.longitude is None else "latitude"
        told = _("Longitude and latitude belong together.")
        yield Refusal(field=missing, message=told, code="half_a_point")
    elif address.longitude is not None and address.latitude is not None:
        yield from _against_point(address.longitude, address.latitude)
    if not address.line1.strip() and not address.has_point:
        yield Refusal(field="address", message=_("A street or coordinates are needed."), code="missing")


def _against_point(longitude: float, latitude: float) -> Iterator[Refusal]:
    if (longitude, latitude) == (0.0, 0.0):
        told = _("(0, 0) lies in the Atlantic: the coordinates were not filled in.")
        yield Refusal(field="longitude", message=told, code="unusable_point")
    elif not usable(longitude, latitude):
        told = _("That point is not on the globe.")
        yield Refusal(field="longitude", message=told, code="unusable_point")


def _against_numbers(ask: OrderAsk) -> Iterator[Refusal]:
    bounds = (("service_seconds", MOST_SERVICE_SECONDS), ("priority", 100))
    for name, most in bounds:
        value = getattr(ask, name)
        if value is not None and not 0 <= value <= most:
            told = _("A whole number from 0 to %(most)d.") % {"most": most}
            yield Refusal(field=name, message=told, code="out_of_range")


def _against_email(ask: OrderAsk) -> Iterator[Refusal]:
    if not ask.recipient_email:
        return
    try:
        validate_email(ask.recipient_email)
    except ValidationError:
        told = _("This is not an e-mail address.")
        yield Refusal(field="recipient_email", message=told, code="not_an_email")


def _against_windows(ask: OrderAsk, day: date, site: DeliveringSite) -> Iterator[Refusal]:
    windows = ask.windows or ()
    if len(windows) > MOST_WINDOWS:
        told = _("At most %(most)d windows are taken.") % {"most": MOST_WINDOWS}
        yield Refusal(field="windows", message=told, code="too_many_windows")
    ordered = sorted(windows, key=lambda window: window.opens_seconds)
    for before, after in itertools.pairwise(ordered):
        if after.opens_seconds < before.closes_seconds:
            yield Refusal(field="windows", message=_("The windows overlap."), code="windows_overlap")
    for window in windows:
        try:
            window.on(day, site.zone)
        except CellProblem as problem:
            yield Refusal(field="windows", message=problem.message, code=problem.code)
