"""Shipments before they are packed: splitting what is too much for one vehicle."""

from django.utils.translation import gettext as _

from core.errors import BadInputError
from core.transactions import service
from wms.models import Shipment
from wms.states import ShipmentStatus


@service
def split_shipment(*, shipment_id: int, parts: int) -> list[Shipment]:
    """Share the shipment's estimated units, weight and volume over so many parts; returns the added ones.

    The first part keeps the row. Raises BadInputError once picking has begun, or for more parts than units.
    """
    whole = Shipment.objects.locked().get(pk=shipment_id)
    if whole.status != ShipmentStatus.PLANNED:
        raise BadInputError(_("The shipment is being picked; it cannot be split any more."))
    if not 2 <= parts <= max(2, whole.units):  # noqa: PLR2004 - less than two is no split
        raise BadInputError(
            _("The shipment has %(units)s units: not %(parts)s parts.")
            % {"units": whole.units, "parts": parts}
        )
    shares = [
        {
            "units": max(1, _share(whole.units, parts, at)),
            "weight_g": _share(whole.weight_g, parts, at),
            "volume_ml": _share(whole.volume_ml, parts, at),
        }
        for at in range(parts)
    ]
    added = Shipment.objects.bulk_create(Shipment(order_id=whole.order_id, **share) for share in shares[1:])
    for name, value in shares[0].items():
        setattr(whole, name, value)
    whole.save(update_fields=["units", "weight_g", "volume_ml", "updated_at"])
    return added


def _share(amount: int, parts: int, at: int) -> int:
    each, rest = divmod(amount, parts)
    return each + (1 if at < rest else 0)
