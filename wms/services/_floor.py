"""What every act on the floor begins and ends with: holding a shipment, and telling what happened to it.

Locks: order headers and shipments come first, then what every posting locks (see `_buckets`), then picks.
Whoever changes picks, totes or parcels of a shipment holds the shipment.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from core import live, public_events
from core.public_events import Happening
from wms.models import HandlingUnit, OutboundOrder, Pick, PickWalk, Shipment, Wave
from wms.states import PickStatus, ShipmentStatus, WaveStatus

DONE = (
    ShipmentStatus.STAGED,
    ShipmentStatus.LOADED,
    ShipmentStatus.ISSUED,
    ShipmentStatus.DELIVERED,
    ShipmentStatus.RETURNED,
    ShipmentStatus.CANCELLED,
)


def hold(shipment_id: int) -> Shipment:
    """Lock a shipment behind its order, as cancelling does; with order, site and owner read."""
    order_id = Shipment.objects.values_list("order_id", flat=True).get(pk=shipment_id)
    order = OutboundOrder.objects.select_related("site", "owner").locked().get(pk=order_id)
    shipment = Shipment.objects.locked().get(pk=shipment_id)
    shipment.order = order
    return shipment


def of_shipment(what: str, shipment: Shipment, *, changed: Sequence[str] = (), **facts: object) -> Happening:
    """`shipment.<what>` for the log."""
    return Happening(
        type=f"shipment.{what}",
        subject_type="shipment",
        subject_id=shipment.public_id,
        facts={"order": shipment.order.number, **facts},
        changed=changed,
        scope=shipment.order.site.code,
        owner_scope=shipment.order.owner.code,
    )


def of_unit(what: str, unit: HandlingUnit, shipment: Shipment, **facts: object) -> Happening:
    """`handling_unit.<what>` for the log."""
    return Happening(
        type=f"handling_unit.{what}",
        subject_type="handling_unit",
        subject_id=unit.public_id,
        facts={"sscc": unit.sscc, "order": shipment.order.number, **facts},
        changed=["location"],
        scope=shipment.order.site.code,
        owner_scope=shipment.order.owner.code,
    )


def tell(
    shipment: Shipment, happenings: Sequence[Happening], *, at: datetime, by: User | None, device: str = ""
) -> None:
    """Write the log and call whoever watches the site's floor."""
    public_events.record(happenings, at=at, by=by, device=device)
    live.topic_changed(f"floor:{shipment.order.site.code}")


def refresh(wave_ids: Collection[int], *, at: datetime) -> None:
    """Let walks and waves say how far they have come, from their picks and shipments."""
    waves = list(Wave.objects.filter(pk__in=wave_ids).locked())
    open_picks = Pick.objects.to_do()
    walks = PickWalk.objects.filter(wave__in=waves).annotate(
        is_open=Exists(open_picks.filter(walk=OuterRef("pk")))
    )
    walks.filter(is_open=False, finished_at__isnull=True, started_at__isnull=False).update(finished_at=at)
    for wave in waves:
        status = _status(wave)
        if status != wave.status:
            wave.become(status)
            wave.save(update_fields=["status", "updated_at"])


def free_walk(walk_id: int) -> None:
    """A finished walk has something to do again: anyone may take it."""
    PickWalk.objects.filter(pk=walk_id, finished_at__isnull=False).update(
        finished_at=None, started_at=None, picker=None
    )


def device_name(device: UUID | str | None) -> str:
    """How postings and the log name the device."""
    return f"device:{device}" if device else ""


def _status(wave: Wave) -> WaveStatus:
    shipments = Shipment.objects.filter(wave_place__wave=wave)
    if not shipments.exclude(status=ShipmentStatus.CANCELLED).exists():
        return WaveStatus.CANCELLED
    if not shipments.exclude(status__in=DONE).exists():
        return WaveStatus.STAGED
    picks = Pick.objects.filter(wave=wave)
    if not picks.to_do().exists():
        return WaveStatus.PICKED
    begun = picks.filter(Q(picked__gt=0) | Q(status=PickStatus.SHORT)).exists()
    return WaveStatus.PICKING if begun else WaveStatus.RELEASED
