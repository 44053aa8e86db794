"""Writing orders, set by set: what callers hand in, and the rows that come of it. Steps of a service."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import BadInputError, DomainError
from wms.engine.parcels import Estimate, Measure, estimate
from wms.models import Item, OutboundOrder, OutboundOrderLine, Owner, Pack, Shipment, Site
from wms.services import promising
from wms.services._legs import LARGEST
from wms.services.promising import Short, Want

MOST_LINES = 1000
HIGHEST_PRIORITY = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLine:
    """So many base units of an item."""

    item_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NewOrder:
    """An order as a caller hands it in. Source and external id are its name: by them it is met again."""

    source: str
    external_id: str
    site_id: int
    owner_id: int
    lines: tuple[NewLine, ...]
    priority: int = 0
    promise_until: datetime | None = None
    """Promise the stock until then only; None: for good."""

    @property
    def name(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.source, self.external_id


class Outcome(StrEnum):
    """What became of an order that was handed in."""

    ACCEPTED = "ACCEPTED"
    UNCHANGED = "UNCHANGED"
    AMENDED = "AMENDED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What became of one order. Ids are None where it was refused; `error` says why then."""

    outcome: Outcome
    order_id: int | None = None
    order_public_id: UUID | None = None
    number: str = ""
    shipment_id: int | None = None
    short: int = 0
    """Base units that were back-ordered."""
    error: DomainError | None = None


INSERT = """
INSERT INTO wms_outboundorder (public_id, number, source, external_id, site_id, owner_id, status, priority,
  accepted_at, created_at, updated_at)
SELECT uuidv7(), 'WB' || 1000000 + nextval('wms_order_number'), source, external, site, owner, 'ACCEPTED',
  priority, %s, now(), now()
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::smallint[])
  AS o(source, external, site, owner, priority)
ORDER BY source, external
ON CONFLICT (source, external_id) DO NOTHING
RETURNING source, external_id, id
"""


class Catalogue:
    """The items, sites and owners that a set of orders names, read once."""

    def __init__(self, orders: Iterable[NewOrder]) -> None:
        orders = list(orders)
        self.items = Item.objects.in_bulk({line.item_id for order in orders for line in order.lines})
        self.sites = Site.objects.in_bulk({order.site_id for order in orders})
        self.owners = Owner.objects.in_bulk({order.owner_id for order in orders})
        self._packs: dict[int, list[Pack]] = defaultdict(list)
        for pack in Pack.objects.filter(item__in=self.items):
            self._packs[pack.item_id].append(pack)

    def fault(self, order: NewOrder) -> DomainError | None:
        """Why the order cannot be meant, if it cannot."""
        if order.site_id not in self.sites or not self.sites[order.site_id].is_active:
            return BadInputError(_("There is no such site."), place="site")
        if order.owner_id not in self.owners:
            return BadInputError(_("There is no such owner."), place="owner")
        if not 0 <= order.priority <= HIGHEST_PRIORITY:
            return BadInputError(_("Priority is 0 to 100."), place="priority")
        if not (order.source and order.external_id):
            return BadInputError(_("An order has a source and an external id."), place="external_id")
        if not 0 < len(order.lines) <= MOST_LINES:
            told = _("An order has 1 to %(most)d lines.") % {"most": MOST_LINES}
            return BadInputError(told, place="lines")
        return next(filter(None, (self._line_fault(n, line) for n, line in enumerate(order.lines))), None)

    def estimate(self, lines: Iterable[NewLine]) -> Estimate:
        """What the shipment of the lines will probably be."""
        return estimate((line.quantity, self._measures(line.item_id)) for line in lines)

    def _line_fault(self, number: int, line: NewLine) -> DomainError | None:
        item = self.items.get(line.item_id)
        if item is None or not item.is_active:
            return BadInputError(_("There is no such item."), place=f"lines/{number}/item")
        if not 0 < line.quantity <= LARGEST:
            told = _("A quantity is a whole number from 1 to %(most)d.") % {"most": LARGEST}
            return BadInputError(told, place=f"lines/{number}/quantity")
        return None

    def _measures(self, item_id: int) -> list[Measure]:
        item = self.items[item_id]
        packs = self._packs[item_id]
        single = Measure(1, item.weight_g, item.volume_ml)
        return [single, *(Measure(pack.quantity, pack.weight_g, pack.volume_ml) for pack in packs)]


def insert_orders(orders: Sequence[NewOrder], *, at: datetime) -> dict[tuple[str, str], int]:
    """Insert the orders that are not there yet, in one order for all who do; returns their ids by name."""
    if not orders:
        return {}
    rows = [(o.source, o.external_id, o.site_id, o.owner_id, o.priority) for o in orders]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [at, *(list(column) for column in zip(*rows, strict=True))])
        return {(source, external): pk for source, external, pk in cursor.fetchall()}


def insert_lines(rows: Sequence[tuple[int, int, NewLine]]) -> list[OutboundOrderLine]:
    """Insert lines: the order's id, the number of the line, what it asks for."""
    return OutboundOrderLine.objects.bulk_create(
        [
            OutboundOrderLine(order_id=order, number=number, item_id=line.item_id, quantity=line.quantity)
            for order, number, line in rows
        ],
        batch_size=5000,
    )


def insert_shipments(orders: Mapping[int, NewOrder], catalogue: Catalogue) -> dict[int, Shipment]:
    """Plan one shipment per order, as heavy and large as its lines; by the order's id."""
    made = []
    for order, new in orders.items():
        guess = catalogue.estimate(new.lines)
        made.append(
            Shipment(order_id=order, units=guess.units, weight_g=guess.weight_g, volume_ml=guess.volume_ml)
        )
    return {shipment.order_id: shipment for shipment in Shipment.objects.bulk_create(made, batch_size=1000)}


def wants_of(orders: Mapping[int, NewOrder], lines: Iterable[OutboundOrderLine]) -> list[Want]:
    """What the lines ask of the stock: higher priority first, then as handed in."""
    wants = [
        (
            -orders[line.order_id].priority,
            Want(
                line_id=line.pk,
                item_id=line.item_id,
                site_id=orders[line.order_id].site_id,
                owner_id=orders[line.order_id].owner_id,
                quantity=line.quantity,
                expires_at=orders[line.order_id].promise_until,
            ),
        )
        for line in lines
    ]
    return [want for _rank, want in sorted(wants, key=lambda pair: pair[0])]


def as_it_stands(orders: Iterable[OutboundOrder]) -> dict[int, dict[int, OutboundOrderLine]]:
    """The lines of the orders by order and number."""
    standing: dict[int, dict[int, OutboundOrderLine]] = defaultdict(dict)
    for line in OutboundOrderLine.objects.filter(order__in=orders):
        standing[line.order_id][line.number] = line
    return standing


def promise_lines(
    orders: Mapping[int, NewOrder], lines: Sequence[OutboundOrderLine], at: datetime
) -> defaultdict[int, int]:
    """Promise the lines; returns what is short per order."""
    shorts = promising.promise(wants=wants_of(orders, lines), at=at)
    return _short_per_order(lines, shorts)


def answer(outcome: Outcome, order: OutboundOrder, shipment: Shipment | None, short: int) -> Answer:
    """What became of an order that stands."""
    return Answer(
        outcome=outcome,
        order_id=order.pk,
        order_public_id=order.public_id,
        number=order.number,
        shipment_id=shipment.pk if shipment else None,
        short=short,
    )


def _short_per_order(lines: Sequence[OutboundOrderLine], shorts: Sequence[Short]) -> defaultdict[int, int]:
    order_of = {line.pk: line.order_id for line in lines}
    totals: defaultdict[int, int] = defaultdict(int)
    for short in shorts:
        totals[order_of[short.line_id]] += short.quantity
    return totals
