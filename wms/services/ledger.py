"""The stock ledger: the only writer of entries and balances. Every change of stock in the product ends here.

A posting is legs, from one place to another; a receipt comes from the site's supplier place, a loss goes to
its loss place, so the entries always sum to zero. See docs/adr/0004 for the design and the order of locks.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service
from wms.errors import NotReversibleError
from wms.models import Site, StockTransaction
from wms.services import _headers, _posting, _reversal, places
from wms.services._headers import Header
from wms.services._legs import Leg, add_up, fingerprint, relabels
from wms.services._posting import Work
from wms.states import LocationKind, TransactionKind

__all__ = ["Leg", "post", "reverse"]

YIELDING = {
    TransactionKind.ADJUST,
    TransactionKind.COUNT,
    TransactionKind.SCRAP,
    TransactionKind.RELABEL,
    TransactionKind.REVERSAL,
}
"""Facts about the shelf: claims give way to them. All else is refused where claims stand in the way."""
UNDONE_BY_A_MOVE = {TransactionKind.PICK, TransactionKind.LOAD, TransactionKind.REVERSAL}


@service
def post(  # noqa: PLR0913 - a posting says all of this
    *,
    idempotency: tuple[str, str],
    kind: TransactionKind,
    site: Site,
    effective_at: datetime,
    by: User | None,
    legs: Sequence[Leg],
    device: str = "",
    source: str = "",
    reason: str = "",
) -> StockTransaction:
    """Post a movement of stock; the number of statements does not grow with the legs.

    `idempotency` is a scope and a key, for example ("scan", "scanner-17:934"): the same posting under the
    same key again changes nothing and returns the first transaction; another one raises KeyReusedError.
    Raises NotEnoughStockError (nothing is ever clamped), BadInputError, SerialElsewhereError,
    UnitElsewhereError, NotAllocatedError.
    """
    transit = None
    if any(relabels(leg) for leg in legs):
        transit = places.virtual_location(site_id=site.pk, kind=LocationKind.TRANSIT)
    sums = add_up(site, legs, transit)
    header = Header(
        idempotency=idempotency,
        kind=kind,
        site=site,
        effective_at=effective_at,
        by=by,
        fingerprint=fingerprint(kind, site.pk, source, reason, legs=legs),
        device=device,
        source=source,
        reason=reason,
    )
    transaction, is_new = _headers.begin(header)
    if is_new:
        _posting.carry_out(Work(transaction, sums, yields=kind in YIELDING))
    return transaction


@service
def reverse(
    *,
    transaction: StockTransaction,
    idempotency: tuple[str, str],
    effective_at: datetime,
    by: User | None,
    reason: str,
) -> StockTransaction:
    """Undo a posting by its exact opposite, which names it. Claims on what goes away again yield.

    Raises NotReversibleError for a posting that was reversed already, and for picks and loadings, which are
    put back by moves of their own; NotEnoughStockError if the goods have gone on.
    """
    if transaction.kind in UNDONE_BY_A_MOVE:
        raise NotReversibleError(_("This kind of posting is undone by a move back."), kind=transaction.kind)
    header = Header(
        idempotency=idempotency,
        kind=TransactionKind.REVERSAL,
        site=transaction.site,
        effective_at=effective_at,
        by=by,
        fingerprint=fingerprint("reverse", transaction.pk, legs=()),
        source=f"transaction:{transaction.pk}",
        reason=reason,
        reverses=transaction,
    )
    if first := _headers.already(header):
        return first
    _reversal.refuse_second(transaction)
    sums, units = _reversal.opposite(transaction)
    reversal, is_new = _headers.begin(header)
    if is_new:
        _posting.carry_out(Work(reversal, sums, yields=True, moving_units=frozenset(units)))
        _reversal.stand_again(units)
    return reversal
