"""Orders to take in, and a site that stocks what they ask for."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

from core.tables.moments import TimeWindow
from lastmile.models import Delivery
from lastmile.services import intake
from lastmile.services.asks import AddressAsk, LineAsk, OrderAsk, OrderOutcome
from tests import factories
from wms.models import Item, Location, Owner, Site
from wms.services import ledger, places
from wms.services.ledger import Leg
from wms.states import LocationKind, TransactionKind

_numbers = count(1)
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 3)
MORNING = TimeWindow(8 * 3600, 12 * 3600)


@dataclass
class Shop:
    """A site, whose stock it is, and its items by SKU."""

    site: Site
    owner: Owner
    items: dict[str, Item] = field(default_factory=dict)

    def stock(self, **quantities: int) -> None:
        """Receive so much of each item into a bin."""
        bin_, _made = Location.objects.get_or_create(site=self.site, code="A-01")
        supplier = places.virtual_location(site_id=self.site.pk, kind=LocationKind.SUPPLIER)
        for sku, quantity in quantities.items():
            item = (
                self.items.get(sku)
                or Item.objects.filter(sku=sku).first()
                or factories.item(sku, weight_g=1000)
            )
            self.items[sku] = item
            leg = Leg(item=item, quantity=quantity, origin=supplier, target=bin_, owner=self.owner)
            ledger.post(
                idempotency=("test", f"stock-{next(_numbers)}"),
                kind=TransactionKind.RECEIPT,
                site=self.site,
                effective_at=AT,
                by=None,
                legs=[leg],
            )


def shop(code: str = "ALT", *, longitude: float = 13.002, **stock: int) -> Shop:
    """A site in Altdorf with a hundred apples and ten pears."""
    site = factories.site(code, time_zone="Europe/Berlin", longitude=longitude, latitude=52.0005)
    made = Shop(site, factories.owner())
    made.stock(**(stock or {"APPLE": 100, "PEAR": 10}))
    return made


def ask(name: str = "", **facts) -> OrderAsk:
    """Two apples for Rosa at Hauptstraße 7, tomorrow between eight and twelve."""
    defaults = {
        "external_id": name or f"E{next(_numbers)}",
        "lines": (LineAsk(sku="APPLE", quantity=2),),
        "address": AddressAsk("Hauptstraße 7", postcode="10115", town="Altdorf"),
        "recipient_name": "Rosa",
        "deliver_on": DAY,
        "windows": (MORNING,),
    }
    return OrderAsk(**defaults | facts)


def take(*asks: OrderAsk, at=AT, source: str = "shop", **facts) -> list[OrderOutcome]:
    """Take the orders in."""
    return intake.import_orders(asks=asks, source=source, by=None, at=at, **facts)


def delivery_of(name: str) -> Delivery:
    """The delivery of the order with this name."""
    return Delivery.objects.select_related("order__site", "address", "shipment").get(order__external_id=name)
