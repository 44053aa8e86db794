"""An order too big for any vehicle goes in several parts, each a shipment and a delivery of its own."""

from django.utils.translation import gettext as _

from core.errors import BadInputError
from lastmile.models import Delivery, DeliveryWindow
from lastmile.states import DeliveryStatus
from wms.services import shipments


def split_delivery(*, delivery: Delivery, parts: int) -> list[Delivery]:
    """Split the delivery's shipment evenly; returns the deliveries that were added. Called in a transaction.

    Raises BadInputError unless it waits to be planned, and for fewer than two parts or more than units.
    """
    if delivery.status != DeliveryStatus.PENDING:
        raise BadInputError(_("Only an order that waits to be planned can be split."))
    added = shipments.split_shipment(shipment_id=delivery.shipment_id, parts=parts)
    windows = list(delivery.windows.values_list("opens", "closes"))
    made = []
    for shipment in added:
        twin = Delivery.objects.get(pk=delivery.pk)
        twin.pk, twin._state.adding = None, True
        twin.public_id = Delivery._meta.get_field("public_id").get_default()
        twin.shipment = shipment
        twin.save()
        DeliveryWindow.objects.bulk_create(
            DeliveryWindow(delivery=twin, opens=opens, closes=closes) for opens, closes in windows
        )
        made.append(twin)
    return made
