"""What an order that is asked for again would change."""

from datetime import date, datetime, timedelta

from core.tables.moments import TimeWindow
from lastmile.models import Delivery
from lastmile.queries.sites import DeliveringSite
from lastmile.services.asks import OrderAsk

PLAIN = (
    "recipient_name",
    "recipient_phone",
    "recipient_email",
    "deliver_on",
    "service_seconds",
    "instructions",
    "priority",
)
LISTS = ("skills", "features")
PLAN_RELEVANT = frozenset({"lines", "address", "deliver_on", "windows", "service_seconds", *LISTS})
"""A change of any of these makes the place in a route meaningless."""


def changes_of(ask: OrderAsk, delivery: Delivery, site: DeliveringSite) -> frozenset[str]:
    """The names of the fields that differ from what was said; what was not said differs from nothing."""
    changed = {
        name
        for name in PLAIN
        if getattr(ask, name) is not None and getattr(ask, name) != getattr(delivery, name)
    }
    changed |= {
        name
        for name in LISTS
        if getattr(ask, name) is not None and sorted(getattr(ask, name)) != sorted(getattr(delivery, name))
    }
    if ask.address is not None and ask.address.match_key != delivery.address.match_key:
        changed.add("address")
    if ask.lines is not None and _lines_asked(ask) != _lines_known(delivery):
        changed.add("lines")
    if ask.windows is not None and moments_asked(ask, delivery.deliver_on, site) != moments_known(delivery):
        changed.add("windows")
    return frozenset(changed)


def moments_asked(ask: OrderAsk, day: date, site: DeliveringSite) -> list[tuple[datetime, datetime]]:
    """The asked windows as moments on the asked day (else `day`), by the clock of the site, in order."""
    on = ask.deliver_on or day
    return sorted(window.on(on, site.zone) for window in ask.windows or ())


def moments_known(delivery: Delivery) -> list[tuple[datetime, datetime]]:
    """The windows of a delivery as moments, in order."""
    return sorted((window.opens, window.closes) for window in delivery.windows.all())


def windows_known(delivery: Delivery, site: DeliveringSite) -> tuple[TimeWindow, ...]:
    """The windows of a delivery as local times, so that they can move to another day."""
    midnight = datetime.combine(delivery.deliver_on, datetime.min.time())
    return tuple(
        TimeWindow(_seconds(opens, midnight, site), _seconds(closes, midnight, site))
        for opens, closes in moments_known(delivery)
    )


def _seconds(moment: datetime, midnight: datetime, site: DeliveringSite) -> int:
    local = moment.astimezone(site.zone).replace(tzinfo=None)
    return (local - midnight) // timedelta(seconds=1)


def _lines_asked(ask: OrderAsk) -> list[tuple[str, int]]:
    return [(line.sku, line.quantity) for line in ask.lines or ()]


def _lines_known(delivery: Delivery) -> list[tuple[str, int]]:
    lines = sorted(delivery.order.lines.all(), key=lambda line: line.number)
    return [(line.item.sku, line.quantity) for line in lines]
