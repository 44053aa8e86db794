"""Staging: closed parcels are put into the lane of their departure, in the lane's order."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import events
from core.transactions import service
from wms.errors import NotReadyError, WrongPlaceError, WrongScanError
from wms.events import ShipmentsStaged
from wms.models import HandlingUnit, Location, Parcel, Shipment, Site, WaveShipment
from wms.queries import scanned
from wms.services import _floor, units
from wms.states import LocationKind, ParcelStatus, ShipmentStatus


@dataclass(frozen=True, slots=True)
class Staged:
    """What a scan at the lane did. `before` shipments should have been put there first; `left` parcels of
    this one are not there yet."""

    parcel: Parcel
    lane: Location
    left: int
    before: int
    warning: str = ""


@service
def stage(
    *, code: str, lane: str, site_id: int, command: str, by: User | None, at: datetime, device: str = ""
) -> Staged:
    """Put a parcel into a lane. The last one stages its shipment: ShipmentsStaged.

    Into the right lane out of order: it is done, with a warning. Raises WrongPlaceError for another lane,
    with where it belongs, OtherSiteError, UnknownCodeError, WrongScanError for what is no parcel,
    NotReadyError before its shipment is packed. The same again changes nothing.
    """
    parcel = parcel_called(site_id=site_id, code=code)
    shipment = _floor.hold(parcel.shipment_id)
    place = WaveShipment.objects.select_related("wave__lane").filter(shipment=shipment).first()
    target = _lane(shipment, place, lane)
    _check_packed(shipment)
    unit = HandlingUnit.objects.select_related("site").get(pk=parcel.handling_unit_id)
    if unit.location_id != target.pk:
        units.move_unit(
            idempotency=("stage", command), unit=unit, target=target, effective_at=at, by=by, device=device
        )
        told = [_floor.of_unit("staged", unit, shipment, lane=target.code)]
    else:
        told = []
    left = _not_in_lane(shipment)
    if left == 0 and shipment.status == ShipmentStatus.PACKED:
        shipment.become(ShipmentStatus.STAGED)
        shipment.save(update_fields=["status", "updated_at"])
        told.append(_floor.of_shipment("staged", shipment, changed=["status"], lane=target.code))
        events.publish(ShipmentsStaged(shipment_ids=(shipment.pk,)))
    _floor.tell(shipment, told, at=at, by=by, device=device)
    if place:
        _floor.refresh({place.wave_id}, at=at)
    before = _before(place) if place else 0
    return Staged(parcel, target, left, before, _warning(before, target))


def parcel_called(*, site_id: int, code: str) -> Parcel:
    """The closed parcel with that label. Raises what reading a label raises, and WrongScanError."""
    unit = scanned.unit_called(Site.objects.get(pk=site_id), code)
    parcel = Parcel.objects.select_related("handling_unit").filter(handling_unit=unit).first()
    if parcel is None:
        raise WrongScanError(
            _("%(code)s is a %(kind)s, not a parcel.") % {"code": unit.sscc, "kind": unit.get_kind_display()}
        )
    if parcel.status != ParcelStatus.CLOSED:
        raise NotReadyError(_("This carton is still being packed."), sscc=unit.sscc)
    return parcel


def _lane(shipment: Shipment, place: WaveShipment | None, scan: str) -> Location:
    found = scanned.place_called(shipment.order.site, scan)
    wanted = place.wave.lane if place else None
    if wanted and found.pk != wanted.pk:
        told = _("Wrong lane: this is %(lane)s. It belongs in %(wanted)s.") % {
            "lane": found,
            "wanted": wanted,
        }
        raise WrongPlaceError(told, place=found.code, wanted=wanted.code)
    if found.kind != LocationKind.LANE:
        raise WrongPlaceError(_("%(place)s is not a lane.") % {"place": found}, place=found.code)
    return found


def _check_packed(shipment: Shipment) -> None:
    if shipment.status in (ShipmentStatus.PACKED, ShipmentStatus.STAGED):
        return
    if shipment.status == ShipmentStatus.CANCELLED:
        told = _("Order %(order)s was cancelled. Unpack it and put the goods back.")
    elif shipment.status == ShipmentStatus.PICKING:
        told = _("Order %(order)s is not packed in full yet.")
    else:
        told = _("Order %(order)s has left the lane already.")
    raise NotReadyError(told % {"order": shipment.order}, order=shipment.order.number)


def _not_in_lane(shipment: Shipment) -> int:
    parcels = Parcel.objects.filter(shipment=shipment)
    return parcels.exclude(handling_unit__location__kind=LocationKind.LANE).count()


def _before(place: WaveShipment) -> int:
    """How many shipments of the wave should stand in the lane before this one, and do not."""
    earlier = WaveShipment.objects.filter(wave=place.wave_id, stage_rank__lt=place.stage_rank)
    waiting = (ShipmentStatus.PLANNED, ShipmentStatus.PICKING, ShipmentStatus.PACKED)
    return earlier.filter(shipment__status__in=waiting).count()


def _warning(before: int, lane: Location) -> str:
    if not before:
        return ""
    told = ngettext(
        "Out of order: %(before)d order should be put into %(lane)s first.",
        "Out of order: %(before)d orders should be put into %(lane)s first.",
        before,
    )
    return told % {"before": before, "lane": lane}
