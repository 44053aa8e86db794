"""Labels and papers of the floor, to look at and to print from a page."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import user_of
from core.errors import NotFoundError
from wms.models import Parcel, Printer, PrintJob, Shipment
from wms.queries.access import sites_visible_to
from wms.services import labels, papers

PREVIEW_DPI = 203


@permission_required("wms.pack", raise_exception=True)
def parcel_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One parcel: its label as it will look, what is printed, and the papers."""
    parcel = _parcel(request, public_id)
    context = {
        "scope": "FLOOR",
        "parcel": parcel,
        "site": parcel.handling_unit.site,
        "printers": Printer.objects.filter(site=parcel.handling_unit.site_id, is_active=True),
        "jobs": PrintJob.objects.filter(parcel=parcel).select_related("printer").order_by("-pk")[:5],
    }
    return render(request, "wms/floor/parcel.html", context)


@permission_required("wms.pack", raise_exception=True)
def label_png(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The label as a picture."""
    content = labels.as_png(_parcel(request, public_id), dpi=PREVIEW_DPI)
    return HttpResponse(content, content_type="image/png")


@permission_required("wms.pack", raise_exception=True)
def label_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The label for a printer that this computer has."""
    parcel = _parcel(request, public_id)
    return _pdf(labels.as_pdf(parcels=[parcel]), f"label-{parcel.handling_unit.sscc}")


@permission_required("wms.pack", raise_exception=True)
def packing_slip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is in the parcel."""
    parcel = _parcel(request, public_id)
    return _pdf(papers.packing_slip(parcel), f"packing-slip-{parcel.handling_unit.sscc}")


@permission_required("wms.pack", raise_exception=True)
def delivery_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was ordered and what comes."""
    found = Shipment.objects.filter(public_id=public_id, order__site__in=sites_visible_to(user_of(request)))
    shipment = found.select_related("order__site").first()
    if shipment is None:
        raise NotFoundError(_("There is no such order here, or not for you."))
    return _pdf(papers.delivery_note(shipment), f"delivery-note-{shipment.order.number}")


def _parcel(request: HttpRequest, public_id: UUID) -> Parcel:
    found = Parcel.objects.closed().filter(
        public_id=public_id, handling_unit__site__in=sites_visible_to(user_of(request))
    )
    related = ("handling_unit__site", "shipment__order__site", "carton_type")
    parcel = found.select_related(*related).first()
    if parcel is None:
        raise NotFoundError(_("There is no such parcel here, or not for you."))
    return parcel


def _pdf(content: bytes, name: str) -> HttpResponse:
    disposition = f'inline; filename="{name}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
