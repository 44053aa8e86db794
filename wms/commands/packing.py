"""Acts at the packing bench."""

from django.utils.translation import gettext as _

from accounts.device_registry import Received
from core.errors import NotFoundError
from wms.commands import reading
from wms.models import CartonType, Parcel, Printer
from wms.services import packing, printing
from wms.services.packing import Piece


def pack(command: Received) -> dict[str, object]:
    """`pack.scan {tote, item, quantity, serials, carton}`: out of the tote into the open carton."""
    piece = Piece(
        tote=reading.text(command, "tote"),
        item=reading.text(command, "item"),
        quantity=reading.number(command, "quantity", default=0),
        serials=reading.serials(command),
    )
    packed = packing.pack(
        shipment_id=reading.shipment(command).pk,
        piece=piece,
        command=str(command.id),
        by=command.by,
        at=command.occurred_at,
        carton_type=_carton(command),
        device=reading.device_of(command),
    )
    return {"carton": packed.parcel.number, "quantity": packed.quantity, "left": packed.left}


def take_out(command: Received) -> dict[str, object]:
    """`pack.take_out`: what was packed last goes back into its tote."""
    packing.take_out(
        shipment_id=reading.shipment(command).pk,
        command=str(command.id),
        by=command.by,
        at=command.occurred_at,
    )
    return {}


def close_carton(command: Received) -> dict[str, object]:
    """`pack.close_carton {number, weight_g, carton, printer}`: its label is due, and printed if asked."""
    parcel = packing.close_carton(
        shipment_id=reading.shipment(command).pk,
        number=reading.number(command, "number"),
        by=command.by,
        at=command.occurred_at,
        weight_g=reading.number(command, "weight_g", default=0) or None,
        carton_type=_carton(command),
        device=reading.device_of(command),
    )
    if command.payload.get("printer"):
        _print(command, parcel)
    return {
        "parcel": str(parcel.public_id),
        "sscc": parcel.handling_unit.sscc,
        "weight_g": parcel.weight_g,
    }


def close_shipment(command: Received) -> dict[str, object]:
    """`pack.close`: everything that was picked is in closed cartons."""
    shipment = packing.close_shipment(
        shipment_id=reading.shipment(command).pk,
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {"units": shipment.units, "weight_g": shipment.weight_g}


def print_label(command: Received) -> dict[str, object]:
    """`label.print {printer}`: a parcel's label once more."""
    _print(command, reading.parcel(command))
    return {}


def _print(command: Received, parcel: Parcel) -> None:
    name = reading.text(command, "printer")
    printer = Printer.objects.filter(site=parcel.handling_unit.site_id, name=name).first()
    if printer is None:
        raise NotFoundError(_("There is no printer %(name)s here.") % {"name": name}, printer=name)
    printing.print_label(
        parcel=parcel, printer=printer, command=f"label:{command.id}", at=command.received_at
    )


def _carton(command: Received) -> CartonType | None:
    code = reading.text(command, "carton")
    return CartonType.objects.filter(code=code, is_active=True).first() if code else None
