"""What a racer can be told to do: each act is one service call, its arguments plain values."""

from datetime import UTC, date, datetime
from typing import Any

from lastmile.models import PlanDraft
from lastmile.services import committing
from wms.models import Allocation, Item, Location, Lot, OutboundOrderLine, Owner
from wms.services import holding, ledger, orders, picking, promising, releasing
from wms.services.ledger import Leg
from wms.services.orders import NewLine, NewOrder
from wms.services.promising import Want
from wms.states import LotStatus, TransactionKind

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ON = date(2026, 3, 2)


def promise(*, lines: list[int], quantity: int = 1) -> int:
    """Promise so much to the lines, in this order, or be refused."""
    found = OutboundOrderLine.objects.select_related("order").in_bulk(lines)
    wants = [
        Want(
            line_id=line, item_id=found[line].item_id, site_id=found[line].order.site_id,
            owner_id=found[line].order.owner_id, quantity=quantity,
        )
        for line in lines
    ]  # fmt: skip
    return len(promising.promise(wants=wants, at=AT, refuse_shortage=True))


def accept(*, site: int, owner: int, external_id: str, lines: list[list[int]]) -> str:
    """Take an order in."""
    new = NewOrder(
        source="race", external_id=external_id, site_id=site, owner_id=owner,
        lines=tuple(NewLine(item_id=item, quantity=quantity) for item, quantity in lines),
    )  # fmt: skip
    return orders.accept_orders(orders=[new], by=None, at=AT)[0].outcome


def cancel(*, order: int) -> None:
    """End an order."""
    orders.cancel_orders(order_ids=[order], by=None, at=AT)


def release(*, order: int) -> int:
    """Let an order be picked; how many lines are short."""
    return len(releasing.release(order_ids=[order], by=None, at=AT, on=ON))


def pick(*, claim: int, quantity: int, to: int, key: str) -> str:
    """Pick from a claimed bin."""
    posted = picking.pick_allocated(
        idempotency=("race", key), allocation=Allocation.objects.get(pk=claim), quantity=quantity,
        to_location=Location.objects.get(pk=to), effective_at=AT, by=None,
    )  # fmt: skip
    return str(posted.pk)


def post(*, kind: str, key: str, owner: int, legs: list[dict[str, Any]]) -> str:
    """Post legs: item, quantity, origin, target, and serials or a lot."""
    made = [_leg(owner, leg) for leg in legs]
    posted = ledger.post(
        idempotency=("race", key), kind=TransactionKind(kind), site=made[0].origin.site, effective_at=AT,
        by=None, legs=made,
    )  # fmt: skip
    return str(posted.pk)


def _leg(owner: int, facts: dict[str, Any]) -> Leg:
    return Leg(
        item=Item.objects.get(pk=facts["item"]),
        quantity=facts["quantity"],
        origin=Location.objects.select_related("site").get(pk=facts["origin"]),
        target=Location.objects.get(pk=facts["target"]),
        owner=Owner.objects.get(pk=owner),
        serials=tuple(facts.get("serials", ())),
        lot=Lot.objects.get(pk=facts["lot"]) if "lot" in facts else None,
    )


def set_lot(*, lot: int, status: str) -> None:
    """Hold or release a lot."""
    holding.set_lot_status(lot_ids=[lot], status=LotStatus(status), by=None, at=AT)


def commit_plan(*, draft: int, version: int) -> str:
    """Make a preview the current plan."""
    found = PlanDraft.objects.get(pk=draft)
    done = committing.commit_draft(draft=found, version=version, paths={}, by=None, at=AT)
    return str(done.status)


ACTS = {act.__name__: act for act in (promise, accept, cancel, release, pick, post, set_lot, commit_plan)}
