"""What the one log of what happened is told about orders and their shipments. A step of services."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import User
from core import public_events
from core.public_events import Happening
from wms.models import OutboundOrder, Shipment


def record(
    what: str,
    orders: Sequence[OutboundOrder],
    shipments: Sequence[Shipment],
    *,
    by: User | None,
    at: datetime,
    facts: dict[str, object] | None = None,
    facts_of: Mapping[int, dict[str, object]] | None = None,
) -> None:
    """Write `order.<what>` for each order and the like for each shipment; the caller holds them."""
    heads = {order.pk: order for order in orders}
    told = [
        Happening(
            type=f"order.{what}",
            subject_type="order",
            subject_id=order.public_id,
            facts={"number": order.number} | (facts or {}) | (facts_of or {}).get(order.pk, {}),
            changed=["status"] if what != "amended" else ["lines"],
            scope=order.site.code,
            owner_scope=order.owner.code,
        )
        for order in orders
    ]
    status = "planned" if what == "accepted" else what
    public_events.record([*told, *_of_shipments(status, shipments, heads)], at=at, by=by)


def record_shipments(
    what: str,
    shipments: Sequence[Shipment],
    orders: Mapping[int, OutboundOrder],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Write `shipment.<what>` for each; the caller holds them. `orders` by id, with site and owner."""
    public_events.record(_of_shipments(what, shipments, orders), at=at, by=by)


def _of_shipments(
    what: str, shipments: Sequence[Shipment], orders: Mapping[int, OutboundOrder]
) -> list[Happening]:
    return [
        Happening(
            type=f"shipment.{what}",
            subject_type="shipment",
            subject_id=shipment.public_id,
            facts={"order": orders[shipment.order_id].number, "units": shipment.units},
            changed=["status"],
            scope=orders[shipment.order_id].site.code,
            owner_scope=orders[shipment.order_id].owner.code,
        )
        for shipment in shipments
    ]
