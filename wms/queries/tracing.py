"""The trace of a lot: where it came from, where it lies, where it went, forwards and back."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum

from wms.models import Allocation, Location, Lot, OutboundOrder, StockBalance, StockEntry
from wms.queries.history import Scope
from wms.states import VIRTUAL, LocationKind, TransactionKind

LONGEST_CHAIN = 20
MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Crossing:
    """How much of a lot crossed the border of what one can touch: in (positive) or out, and by what."""

    kind: TransactionKind
    place: Location
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """A lot's whole way. `ancestors` became this lot, `descendants` are what it became, nearest first."""

    origins: list[Crossing]
    places: list[StockBalance]
    destinations: list[Crossing]
    ancestors: list[Lot]
    descendants: list[Lot]
    orders: list[OutboundOrder]

    @property
    def came(self) -> int:
        """How much came in altogether."""
        return sum(crossing.quantity for crossing in self.origins)

    @property
    def held(self) -> int:
        """How much lies somewhere now."""
        return sum(balance.on_hand for balance in self.places)

    @property
    def left(self) -> int:
        """How much went out altogether."""
        return sum(crossing.quantity for crossing in self.destinations)


def scope_of_lot(lot: Lot, site_ids: Collection[int]) -> Scope:
    """The lot's history in the sites."""
    entries = StockEntry.objects.filter(lot=lot, balance__site__in=site_ids, balance__allow_negative=False)
    balances = StockBalance.objects.real().filter(lot=lot, site__in=site_ids)
    return Scope(entries=entries, balances=balances, site_ids=site_ids)


def trace_lot(lot: Lot, site_ids: Collection[int]) -> Trace:
    """Everything the ledger knows of a lot in the sites."""
    crossings = _crossings(lot, site_ids)
    held = StockBalance.objects.real().there().filter(lot=lot, site__in=site_ids)
    places = held.select_related("site", "location", "handling_unit", "owner")
    return Trace(
        origins=[crossing for crossing in crossings if crossing.quantity > 0],
        places=list(places.order_by("site__code", "location__pick_sequence", "pk")[:MOST_ROWS]),
        destinations=[
            Crossing(kind=crossing.kind, place=crossing.place, quantity=-crossing.quantity)
            for crossing in crossings
            if crossing.quantity < 0
        ],
        ancestors=_chain(lot, site_ids, back=True),
        descendants=_chain(lot, site_ids, back=False),
        orders=orders_with_lot(lot, site_ids),
    )


def _crossings(lot: Lot, site_ids: Collection[int]) -> list[Crossing]:
    """Per kind of posting and virtual place: what it gave is the negative of what its own lines say."""
    lines = StockEntry.objects.filter(
        lot=lot, balance__site__in=site_ids, balance__location__kind__in=VIRTUAL
    ).exclude(balance__location__kind=LocationKind.TRANSIT)
    # A reversal undoes what it reverses, so it counts under that one's kind.
    kinds = lines.values("transaction__kind", "transaction__reverses__kind", "balance__location")
    totals: dict[tuple[str, int], int] = defaultdict(int)
    for group in kinds.order_by().annotate(total=Sum("delta")):
        kind = group["transaction__reverses__kind"] or group["transaction__kind"]
        totals[kind, group["balance__location"]] -= group["total"]
    places = Location.objects.select_related("site").in_bulk({place for _, place in totals})
    found = [
        Crossing(kind=TransactionKind(kind), place=places[place], quantity=total)
        for (kind, place), total in totals.items()
        if total
    ]
    return sorted(found, key=lambda crossing: (-abs(crossing.quantity), crossing.kind))


def _chain(lot: Lot, site_ids: Collection[int], *, back: bool) -> list[Lot]:
    """The lots that this one was before (back) or became, step by step through changes of lot."""
    found: dict[int, Lot] = {}
    edge = [lot.pk]
    for _step in range(LONGEST_CHAIN):
        edge = [pk for pk in _neighbours(edge, site_ids, back=back) if pk not in found and pk != lot.pk]
        if not edge:
            break
        found |= Lot.objects.in_bulk(edge)
    return list(found.values())


def _neighbours(lots: list[int], site_ids: Collection[int], *, back: bool) -> set[int]:
    """Lots in the same change of lot on its other side.

    There the old lot goes into the place of relabelling (positive there) and the new one comes out of it.
    """
    relabelling = StockEntry.objects.filter(
        balance__location__kind=LocationKind.TRANSIT,
        balance__site__in=site_ids,
        transaction__kind=TransactionKind.RELABEL,
        transaction__reversed_by__isnull=True,
    )
    mine = relabelling.filter(lot__in=lots)
    mine = mine.filter(delta__lt=0) if back else mine.filter(delta__gt=0)
    others = relabelling.filter(transaction__in=mine.values("transaction"), item__in=mine.values("item"))
    others = others.filter(delta__gt=0) if back else others.filter(delta__lt=0)
    return set(others.exclude(lot=None).exclude(lot__in=lots).values_list("lot", flat=True))


def orders_with_lot(lot: Lot, site_ids: Collection[int]) -> list[OutboundOrder]:
    """Orders for which stock of the lot was ever allocated and not given back, with `quantity`."""
    claims = (
        Allocation.objects.filter(balance__lot=lot, balance__site__in=site_ids)
        .exclude(status="RELEASED")
        .values("line__order")
    )
    quantities = {
        group["line__order"]: group["total"] for group in claims.order_by().annotate(total=Sum("quantity"))
    }
    orders = list(
        OutboundOrder.objects.filter(pk__in=quantities, site__in=site_ids)
        .select_related("site")
        .order_by("number")[:MOST_ROWS]
    )
    for order in orders:
        order.quantity = quantities[order.pk]  # type: ignore[attr-defined]  # for the page
    return orders
