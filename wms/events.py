"""What happens in the warehouse that apps above may care about."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class OrdersAccepted(Event):
    """Orders were taken in, with their planned shipments; what was short is back-ordered."""

    order_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OrdersAmended(Event):
    """Orders that were not yet released changed their lines; shipments were estimated again."""

    order_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OrdersCancelled(Event):
    """Orders will not leave; their claims on stock were given back."""

    order_ids: tuple[int, ...]
    shipment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OrdersReleased(Event):
    """Orders may be picked; `short_line_ids` are lines for which no bin could be claimed in full."""

    order_ids: tuple[int, ...]
    short_line_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PromisesDemoted(Event):
    """Promised stock was lost, damaged or held: the lines with the least priority wait again."""

    line_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PicksShort(Event):
    """Stock that lines had claimed in a bin is no longer there for them."""

    line_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BackordersPromised(Event):
    """Stock came for lines that were waiting, first ordered first served."""

    line_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LotsHeld(Event):
    """Lots may not be used any more, wherever they lie: held, or recalled."""

    lot_ids: tuple[int, ...]
    recalled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class WavesReleased(Event):
    """The floor may pick these shipments."""

    wave_ids: tuple[int, ...]
    shipment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShipmentsShort(Event):
    """Something that was promised to these shipments could not be found on the floor."""

    shipment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShipmentsPacked(Event):
    """The shipments' parcels are closed; units, weight and volume are the real ones now."""

    shipment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShipmentsStaged(Event):
    """All parcels of the shipments stand in a lane."""

    shipment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelsWanted(Event):
    """Labels wait for their printers."""

    job_ids: tuple[int, ...]
