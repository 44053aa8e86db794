"""Small warehouses for tests of stock: one valid world each, filled through the services."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

from wms.models import Item, Location, Lot, OutboundOrder, Owner, Site, StockBalance, StockTransaction
from wms.services import ledger, orders, places
from wms.services.ledger import Leg
from wms.services.orders import NewLine, NewOrder
from wms.states import Discipline, LocationKind, StockStatus, TransactionKind

_numbers = count(1)
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def key() -> tuple[str, str]:
    """An idempotency key that nobody used."""
    return ("test", f"key-{next(_numbers)}")


@dataclass
class Warehouse:
    """One site with two bins, a dock, a lane and a van, one owner and one item."""

    site: Site
    owner: Owner
    item: Item
    bins: list[Location] = field(default_factory=list)

    def place(self, kind: LocationKind) -> Location:
        """The site's one place of a kind, virtual ones included."""
        found = Location.objects.filter(site=self.site, kind=kind).first()
        return found or places.virtual_location(site_id=self.site.pk, kind=kind)

    def leg(self, quantity: int, origin: Location, target: Location, **facts) -> Leg:
        """A leg of the item, unless another is named."""
        facts = {"item": self.item, "owner": self.owner} | facts
        return Leg(quantity=quantity, origin=origin, target=target, **facts)

    def post(self, *legs: Leg, kind=TransactionKind.MOVE, at=MORNING, **facts) -> StockTransaction:
        """A posting of the legs."""
        facts = {"idempotency": key(), "by": None} | facts
        return ledger.post(kind=kind, site=self.site, effective_at=at, legs=legs, **facts)

    def receive(
        self, quantity: int, target: Location | None = None, *, at=MORNING, **facts
    ) -> StockTransaction:
        """Goods from the supplier into the first bin."""
        leg = self.leg(quantity, self.place(LocationKind.SUPPLIER), target or self.bins[0], **facts)
        return self.post(leg, kind=TransactionKind.RECEIPT, at=at)

    def lose(self, quantity: int, origin: Location | None = None, **facts) -> StockTransaction:
        """A count finds fewer."""
        leg = self.leg(quantity, origin or self.bins[0], self.place(LocationKind.LOSS), **facts)
        return self.post(leg, kind=TransactionKind.ADJUST)

    def order(self, *quantities: int, at=MORNING, item: Item | None = None, **facts) -> OutboundOrder:
        """An accepted order with one line per quantity."""
        new = self.new_order(*quantities, item=item, **facts)
        answer = orders.accept_orders(orders=[new], by=None, at=at)[0]
        assert answer.error is None, answer.error
        return OutboundOrder.objects.get(pk=answer.order_id)

    def new_order(self, *quantities: int, item: Item | None = None, **facts) -> NewOrder:
        """An order as a caller hands it in."""
        lines = tuple(NewLine(item_id=(item or self.item).pk, quantity=quantity) for quantity in quantities)
        facts = {"source": "test", "external_id": f"order-{next(_numbers)}"} | facts
        return NewOrder(site_id=self.site.pk, owner_id=self.owner.pk, lines=lines, **facts)

    def on_hand(self, place: Location, status: StockStatus = StockStatus.AVAILABLE) -> int:
        """How much of the item lies there."""
        rows = StockBalance.objects.filter(location=place, item=self.item, status=status)
        return sum(rows.values_list("on_hand", flat=True))


def warehouse(*, bins: int = 2, **item_facts) -> Warehouse:
    """A warehouse without stock."""
    number = next(_numbers)
    site = places.open_site(code=f"S{number}", name="Test site", time_zone="Europe/Helsinki")
    world = Warehouse(site, Owner.objects.create(code=f"O{number}", name="Owner"), item(**item_facts))
    world.bins = [
        Location.objects.create(site=site, code=f"A-{n + 1:02d}", pick_sequence=n) for n in range(bins)
    ]
    Location.objects.create(site=site, code="DOCK", kind=LocationKind.DOCK)
    Location.objects.create(
        site=site, code="LANE", kind=LocationKind.LANE, discipline=Discipline.DRIVE_THROUGH
    )
    Location.objects.create(site=site, code="VAN", kind=LocationKind.VEHICLE)
    return world


def item(**facts) -> Item:
    """An item that is counted in pieces."""
    facts = {"sku": f"ITEM-{next(_numbers)}", "name": "Thing", "weight_g": 500} | facts
    return Item.objects.create(**facts)


def lot(of: Item, *, expires_on: date | None = None, **facts) -> Lot:
    """A lot of an item that is kept by lot."""
    return Lot.objects.create(item=of, code=f"L{next(_numbers)}", expires_on=expires_on, **facts)
