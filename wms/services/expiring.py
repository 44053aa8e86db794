"""Stock past its date: it stays where it is, but nobody can order, promise or pick it any more."""

from datetime import datetime

from core.public_ids import uuid7
from core.transactions import service
from wms.errors import NotEnoughStockError
from wms.models import Site, StockBalance, StockTransaction
from wms.services import ledger
from wms.services._legs import WHOLE, whole_leg
from wms.states import StockStatus, TransactionKind

TRIES = 3
MOST_BALANCES = 500


def expire_stock(*, at: datetime) -> int:
    """Turn available stock past its date into expired stock, site by site, by the site's calendar.

    Returns how many balances were turned. The last day is still a good day. Claims on it give way. To be
    called often: what it does not manage because somebody is at the shelf, it does the next time.
    """
    return sum(_expire_site(site, at) for site in Site.objects.filter(is_active=True))


def _expire_site(site: Site, at: datetime) -> int:
    for _try in range(TRIES):
        try:
            return turn(site=site, at=at)
        except NotEnoughStockError:  # somebody took from one of the shelves since they were read: look again
            continue
    return 0


@service
def turn(*, site: Site, at: datetime) -> int:
    """Post one site's stock past its date to expired; returns how many balances."""
    today = at.astimezone(site.zone).date()
    due = StockBalance.objects.real().filter(
        site=site, status=StockStatus.AVAILABLE, on_hand__gt=0, expires_on__lt=today
    )
    rows = due.select_related(*WHOLE).prefetch_related("serials").order_by("pk")[:MOST_BALANCES]
    legs = [whole_leg(balance, to_status=StockStatus.EXPIRED) for balance in rows]
    if legs:
        _post(site, legs, at)
    return len(legs)


def _post(site: Site, legs: list[ledger.Leg], at: datetime) -> StockTransaction:
    return ledger.post(
        idempotency=("expiry", f"{site.code}:{uuid7()}"),
        kind=TransactionKind.RELABEL,
        site=site,
        effective_at=at,
        by=None,
        legs=legs,
        reason="expired",
    )
