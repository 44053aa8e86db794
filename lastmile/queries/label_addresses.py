"""To whom shipments go, as it is printed on labels and papers: what the warehouse asks the road for."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from lastmile.models import Delivery, StopTask
from wms.services.labels import LabelAddress


def label_addresses(shipment_ids: Collection[int]) -> dict[int, LabelAddress]:
    """Recipient, address, route and stop of the shipments that are deliveries. Two statements."""
    deliveries = Delivery.objects.filter(shipment__in=shipment_ids).select_related("address")
    by_id = {delivery.pk: delivery for delivery in deliveries}
    tasks = StopTask.objects.filter(delivery__in=by_id).select_related("stop__trip__route").order_by("pk")
    stops = {task.delivery_id: task.stop for task in tasks}
    return {
        delivery.shipment_id: _printed(
            delivery,
            group=stops[pk].trip.route.code if pk in stops else "",
            rank=_("Stop %(number)s") % {"number": stops[pk].sequence} if pk in stops else "",
        )
        for pk, delivery in by_id.items()
    }


def _printed(delivery: Delivery, *, group: str, rank: str) -> LabelAddress:
    address = delivery.address
    town = f"{address.postcode} {address.town}".strip()
    lines = (address.line1, address.line2, town, address.country)
    return LabelAddress(
        name=delivery.recipient_name,
        lines=tuple(line for line in lines if line),
        note=delivery.instructions.splitlines()[0] if delivery.instructions else "",
        group=group,
        rank=rank,
        deliver_on=delivery.deliver_on,
    )
