"""A warehouse with something to pick: stock in bins, released orders, totes, a lane."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from tests.wms import worlds
from wms.models import HandlingUnit, Location, OutboundOrder, Pick, PickStep, Shipment, Wave
from wms.services import packing, picking, totes, waves
from wms.services.packing import Packed, Piece
from wms.services.picking import Reach
from wms.services.waves import Release, StagePlan
from wms.states import LocationKind

_commands = count(1)


def command() -> str:
    """A command id that nobody used."""
    return f"command-{next(_commands)}"


@dataclass
class Floor:
    """A warehouse, its totes, and short ways to do what people do there."""

    world: worlds.Warehouse
    totes: list[HandlingUnit] = field(default_factory=list)

    @property
    def lane(self) -> Location:
        """The site's lane."""
        return self.world.place(LocationKind.LANE)

    def shipment(self, order: OutboundOrder) -> Shipment:
        """The order's first shipment, as it stands."""
        return Shipment.objects.filter(order=order).order_by("pk").first()

    def release(self, *orders: OutboundOrder, group: str = "R1", lane: Location | None = None) -> Release:
        """All shipments of the orders to the floor, staged in the order given."""
        plans = [
            StagePlan(
                shipment_id=shipment.pk,
                group=group,
                stage_by=worlds.MORNING + timedelta(hours=2),
                stage_rank=rank,
                pick_rank=rank,
                lane=lane or self.lane,
            )
            for rank, order in enumerate(orders, start=1)
            for shipment in Shipment.objects.filter(order=order).order_by("pk")
        ]
        return waves.release_wave(
            site=self.world.site, shipments=plans, by=None, at=worlds.MORNING, on=worlds.TODAY
        )

    def reach(self, pick: Pick, quantity: int | None = None, tote: HandlingUnit | None = None) -> Reach:
        """The right scans for a pick."""
        balance = pick.allocation.balance
        return Reach(
            place=balance.location.code,
            item=balance.item.sku,
            tote=(tote or self.totes[0]).sscc,
            quantity=pick.left if quantity is None else quantity,
        )

    def pick(self, pick: Pick, quantity: int | None = None, **facts) -> PickStep:
        """Pick it, by the right scans."""
        tote = facts.pop("tote", None)
        facts = {"command": command(), "by": None, "at": worlds.MORNING} | facts
        return picking.confirm_pick(pick_id=pick.pk, reach=self.reach(pick, quantity, tote), **facts)

    def pick_all(self, order: OutboundOrder, tote: HandlingUnit | None = None) -> None:
        """Everything that is still to pick for the order."""
        for pick in Pick.objects.to_do().filter(shipment__order=order).order_by("sequence"):
            self.pick(pick, tote=tote)

    def pack(self, order: OutboundOrder, item: str = "", quantity: int = 1, **facts) -> Packed:
        """Out of the tote into the carton."""
        tote = facts.pop("tote", None) or self.totes[0]
        piece = Piece(tote=tote.sscc, item=item or self.world.item.sku, quantity=quantity)
        facts = {"command": command(), "by": None, "at": worlds.MORNING} | facts
        return packing.pack(shipment_id=self.shipment(order).pk, piece=piece, **facts)

    def close(self, order: OutboundOrder, number: int = 1, **facts) -> Shipment:
        """Close the carton and the shipment."""
        pk = self.shipment(order).pk
        packing.close_carton(shipment_id=pk, number=number, by=None, at=worlds.MORNING, **facts)
        return packing.close_shipment(shipment_id=pk, by=None, at=worlds.MORNING)

    def picks(self, order: OutboundOrder) -> list[Pick]:
        """All picks of the order, first written first."""
        return list(Pick.objects.filter(shipment__order=order).order_by("pk"))


def floor(*, stock: int = 10, bins: int = 2, tote_count: int = 3, **item_facts) -> Floor:
    """A warehouse whose first bin holds so many of its item."""
    made = Floor(worlds.warehouse(bins=bins, **item_facts))
    if stock:
        made.world.receive(stock)
    made.totes = totes.make_totes(site=made.world.site, count=tote_count)
    return made


def wave_of(order: OutboundOrder) -> Wave:
    """The wave that the order's shipment is in."""
    return Wave.objects.get(places__shipment__order=order)
