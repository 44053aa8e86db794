"""What an address asks for, read so that nothing in it can break a page."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from core.pages.tables import search_text
from lastmile.queries.orders import SHOWS, OrderFilter
from lastmile.states import DeliveryStatus

MOST_IDS = 500


def day_or_none(text: str) -> date | None:
    """The day written as 2026-11-24, or None."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2199 else None  # noqa: PLR2004 - years that a calendar page can show


def uuids_of(texts: list[str]) -> list[UUID]:
    """The public ids among the texts, each once, at most MOST_IDS."""
    found: dict[UUID, None] = {}
    for text in texts[:MOST_IDS]:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def moment_or_none(text: str) -> datetime | None:
    """The moment written in ISO form, or None."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def asked_orders(request: HttpRequest) -> OrderFilter:
    """What of the list of orders is asked for; values that mean nothing ask for nothing."""
    status, show = request.GET.get("status", ""), request.GET.get("show", "")
    return OrderFilter(
        text=search_text(request),
        day=day_or_none(request.GET.get("day", "")),
        status=status if status in DeliveryStatus.values else "",
        site=search_text(request, "site")[:20],
        show=show if show in SHOWS else "",
    )


def now() -> datetime:
    """The door looks at the clock once."""
    return timezone.now()
