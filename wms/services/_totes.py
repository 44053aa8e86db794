"""Totes in use: taken for a shipment that the caller holds, free again once empty. Steps of services."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from wms.errors import WrongToteError
from wms.models import HandlingUnit, Shipment, StockBalance, ToteUse
from wms.services import places
from wms.states import HandlingUnitKind


def take(tote: HandlingUnit, shipment: Shipment, *, at: datetime) -> None:
    """Use a tote for a shipment that the caller holds. Raises WrongToteError: no tote, or not free.

    Of two pickers who take one tote at the same moment the second waits at the unique index and is refused.
    """
    facts = {"tote": tote.sscc}
    if tote.kind != HandlingUnitKind.TOTE:
        raise WrongToteError(_("%(tote)s is not a tote.") % facts, **facts)
    ToteUse.objects.bulk_create([ToteUse(tote=tote, shipment=shipment, taken_at=at)], ignore_conflicts=True)
    use = ToteUse.objects.select_related("shipment__order").get(tote=tote, freed_at__isnull=True)
    if use.shipment_id != shipment.pk:
        told = _("This tote is used for order %(order)s. Take an empty one for %(wanted)s.") % {
            "order": use.shipment.order,
            "wanted": shipment.order,
        }
        raise WrongToteError(told, order=use.shipment.order.number, wanted=shipment.order.number, **facts)
    if not StockBalance.objects.there().filter(handling_unit=tote).exists():
        home = places.station(site_id=tote.site_id)
        HandlingUnit.objects.filter(pk=tote.pk).exclude(location=home).update(location=home)


def free_empty(shipment: Shipment, *, at: datetime) -> list[HandlingUnit]:
    """Totes of the shipment that hold nothing any more may be used for others; returns those that do hold."""
    uses = ToteUse.objects.filter(shipment=shipment, freed_at__isnull=True).select_related("tote")
    full = _holding({use.tote_id for use in uses})
    uses.exclude(tote__in=full).update(freed_at=at)
    return [use.tote for use in uses.filter(tote__in=full)]


def _holding(totes: Collection[int]) -> set[int]:
    held = StockBalance.objects.there().filter(handling_unit__in=totes)
    return set(held.values_list("handling_unit_id", flat=True))
