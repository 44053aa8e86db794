"""Totes: made with a label of their own, used for one shipment at a time, empty again after packing."""

from core.transactions import service
from wms.models import HandlingUnit, Site
from wms.services import places
from wms.services.sscc import next_sscc
from wms.states import HandlingUnitKind


@service
def make_totes(*, site: Site, count: int) -> list[HandlingUnit]:
    """New empty totes of a site, each with its number; they wait at the packing place."""
    home = places.station(site_id=site.pk)
    return HandlingUnit.objects.bulk_create(
        HandlingUnit(sscc=next_sscc(), kind=HandlingUnitKind.TOTE, site=site, location=home)
        for _number in range(count)
    )
