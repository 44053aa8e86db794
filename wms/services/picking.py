"""Picking: goods leave the bin that was claimed for them."""

from datetime import datetime

from accounts.models import User
from core.transactions import service
from wms.models import Allocation, HandlingUnit, Location, StockTransaction
from wms.services import ledger
from wms.services.ledger import Leg
from wms.states import StockStatus, TransactionKind


@service
def pick_allocated(  # noqa: PLR0913 - a pick says all of this
    *,
    idempotency: tuple[str, str],
    allocation: Allocation,
    quantity: int,
    to_location: Location,
    effective_at: datetime,
    by: User | None,
    to_unit: HandlingUnit | None = None,
    serials: tuple[str, ...] = (),
    device: str = "",
) -> StockTransaction:
    """Pick from a claimed bin to a place, loose or into a unit there; the claim is used up by as much.

    Raises NotAllocatedError where the claim is not, or no longer, that large.
    """
    balance = allocation.balance
    leg = Leg(
        item=balance.item,
        quantity=quantity,
        origin=balance.location,
        target=to_location,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        from_unit=balance.handling_unit,
        to_unit=to_unit,
        serials=serials,
        allocation=allocation,
    )
    return ledger.post(
        idempotency=idempotency,
        kind=TransactionKind.PICK,
        site=balance.site,
        effective_at=effective_at,
        by=by,
        legs=[leg],
        device=device,
        source=f"order-line:{allocation.line_id}",
    )
