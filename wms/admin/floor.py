"""Waves, walks, picks, parcels, labels: looked at; a label that did not print is sent again."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_acts import Act, Asked
from core.admin_bases import lines_of, look_at
from wms.models import (
    Count,
    CountLine,
    CountRequest,
    Parcel,
    ParcelLine,
    Pick,
    PickStep,
    PickWalk,
    PrintJob,
    ToteUse,
    Wave,
    WaveShipment,
)
from wms.queries.access import in_sites_of
from wms.services import printing
from wms.states import PrintStatus

VIEW = "wms.view_stock"


def _print_again(job: PrintJob, asked: Asked) -> bool:
    if job.status != PrintStatus.FAILED:
        return False
    printing.try_again(job_id=job.pk, at=asked.at)
    return True


look_at(
    Wave,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["code", "site", "group", "lane", "stage_by", "status", "released_at"],
    list_filter=["site", "status"],
    search_fields=["code", "group"],
    list_select_related=["site", "lane"],
    date_hierarchy="stage_by",
    inlines=[lines_of(WaveShipment, related=["shipment"])],
)
look_at(
    PickWalk,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("wave__site")),
    display=["wave", "number", "picker", "started_at", "finished_at"],
    list_filter=["wave__site"],
    search_fields=["wave__code", "picker__username"],
    list_select_related=["wave", "picker"],
    date_hierarchy="created_at",
    page_of=lambda _self, row: reverse("wms:floor-walk", args=[row.public_id]),
)
look_at(
    Pick,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("wave__site")),
    display=["public_id", "wave", "shipment", "quantity", "picked", "status"],
    list_filter=["status", "wave__site"],
    search_fields=["wave__code", "shipment__order__number"],
    list_select_related=["wave", "shipment"],
    date_hierarchy="created_at",
    inlines=[lines_of(PickStep, related=["tote", "by"], fk_name="pick")],
)
look_at(
    Parcel,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("shipment__order__site")),
    display=["shipment", "number", "handling_unit", "status", "weight_g", "volume_ml", "packed_at"],
    list_filter=["status", "shipment__order__site"],
    search_fields=["handling_unit__sscc", "shipment__order__number"],
    list_select_related=["shipment", "handling_unit"],
    date_hierarchy="packed_at",
    inlines=[lines_of(ParcelLine, related=["line", "lot"])],
    page_of=lambda _self, row: reverse("wms:floor-parcel", args=[row.public_id]),
)
look_at(
    ToteUse,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("tote__site")),
    display=["tote", "shipment", "taken_at", "freed_at"],
    list_filter=["tote__site"],
    search_fields=["tote__sscc", "shipment__order__number"],
    list_select_related=["tote", "shipment"],
    date_hierarchy="taken_at",
)
look_at(
    PrintJob,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("printer__site")),
    display=["parcel", "printer", "status", "wanted_at", "sent_at", "attempt", "failure"],
    list_filter=["status", "printer"],
    search_fields=["parcel__handling_unit__sscc", "failure"],
    list_select_related=["parcel", "printer"],
    date_hierarchy="wanted_at",
    acts=(
        Act(
            name="print_again",
            label=_("Print again"),
            question=_("Labels that could not be printed are sent once more, from the beginning."),
            permission="wms.pack",
            carry_out=_print_again,
        ),
    ),
)
look_at(
    CountRequest,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("location__site")),
    display=["location", "item", "requested_at", "requested_by", "closed_at"],
    list_filter=["location__site"],
    search_fields=["location__code", "item__sku"],
    list_select_related=["location", "item", "requested_by"],
    date_hierarchy="requested_at",
    page_of=lambda _self, row: reverse("wms:count", args=[row.public_id]),
)
look_at(
    Count,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("request__location__site")),
    display=["request", "number", "by", "begun_at", "counted_at"],
    search_fields=["request__location__code", "by__username"],
    list_select_related=["request", "by"],
    date_hierarchy="begun_at",
    inlines=[lines_of(CountLine, related=["lot"])],
    page_of=lambda _self, row: reverse("wms:count", args=[row.request.public_id]),
)
