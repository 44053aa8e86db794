"""What could not be handed over comes back: the delivery ends, or is tried again on another day."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from core import events, live
from core.errors import StaleError
from core.public_events import Happening, record
from core.transactions import service
from lastmile.events import DeliveriesReturned, DeliveriesToTryAgain
from lastmile.models import Delivery, DeliveryWindow, LoadUnit, Route
from lastmile.services._door import Act
from lastmile.states import DeliveryStatus
from wms.models import HandlingUnit
from wms.services import going_again


def hold_coming_back(*, route_id: int, delivery_ids: Collection[int]) -> tuple[Route, list[Delivery]]:
    """Lock a route and deliveries of it from the top down, as everything at the door does."""
    route = Route.objects.select_related("site", "vehicle").locked().get(pk=route_id)
    rows = Delivery.objects.filter(pk__in=delivery_ids).select_related("order__site", "shipment")
    return route, list(rows.locked())


@service
def bring_back(*, delivery: Delivery, act: Act) -> None:
    """A delivery that failed ends: its goods, or some of them, are in the warehouse. Twice is once.

    Raises StaleError where it did not fail: it was delivered meanwhile, or planned anew.
    """
    delivery = _held(delivery)
    if delivery.status == DeliveryStatus.RETURNED:
        return
    if delivery.status != DeliveryStatus.FAILED:
        raise _stale(delivery)
    delivery.become(DeliveryStatus.RETURNED)
    delivery.save(update_fields=["status", "updated_at"])
    going_again.end_shipment(
        shipment_id=delivery.shipment_id, at=act.occurred_at, by=act.by, device=act.device
    )
    _tell(delivery, "delivery.returned", act)
    events.publish(DeliveriesReturned(delivery_ids=(delivery.pk,)))


@service
def take_back_return(*, delivery: Delivery, act: Act) -> None:
    """It was scanned in by mistake, and is on the vehicle again: the delivery only failed."""
    delivery = _held(delivery)
    if delivery.status != DeliveryStatus.RETURNED:
        return
    delivery.become(DeliveryStatus.FAILED)
    delivery.save(update_fields=["status", "updated_at"])
    going_again.reopen_shipment(
        shipment_id=delivery.shipment_id, at=act.occurred_at, by=act.by, device=act.device
    )
    _tell(delivery, "delivery.failed", act, undone=True)


@service
def try_again(*, delivery: Delivery, on: date, act: Act) -> Delivery:
    """A delivery whose goods stand in a lane again is to be planned for a day; its windows move along.

    What the recipient was promised is over: another time is promised with the next route. Raises StaleError
    where it was delivered meanwhile, or planned anew.
    """
    delivery = _held(delivery)
    if delivery.status not in (DeliveryStatus.FAILED, DeliveryStatus.RETURNED):
        raise _stale(delivery)
    delivery.become(DeliveryStatus.PENDING)
    later = on - delivery.deliver_on
    DeliveryWindow.objects.filter(delivery=delivery).update(
        opens=F("opens") + later, closes=F("closes") + later
    )
    delivery.deliver_on = on
    delivery.promised_from = delivery.promised_until = None
    delivery.save(update_fields=["status", "deliver_on", "promised_from", "promised_until", "updated_at"])
    _tell(delivery, "delivery.to_try_again", act, day=on.isoformat())
    events.publish(DeliveriesToTryAgain(delivery_ids=(delivery.pk,)))
    return delivery


def next_day(*, delivery: Delivery, act: Act) -> date:
    """The day after, at the site; never before the day after the one it was planned for."""
    today = act.occurred_at.astimezone(delivery.order.site.zone).date()
    return max(today, delivery.deliver_on) + timedelta(days=1)


def units_loaded(*, delivery: Delivery) -> list[HandlingUnit]:
    """The units of the delivery that went out with a vehicle, each once."""
    loaded = LoadUnit.objects.filter(shipment=delivery.shipment_id, loaded_at__isnull=False)
    units = HandlingUnit.objects.filter(pk__in=loaded.values("handling_unit"))
    return list(units.select_related("location", "site").order_by("pk"))


def _held(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_related("order__site").locked().get(pk=delivery.pk)


def _stale(delivery: Delivery) -> StaleError:
    told = _("%(name)s, order %(order)s: the delivery is %(status)s by now.") % {
        "name": delivery.recipient_name,
        "order": delivery.order.number,
        "status": delivery.get_status_display().lower(),
    }
    return StaleError(told, delivery=str(delivery.public_id), status=delivery.status)


def _tell(delivery: Delivery, kind: str, act: Act, **facts: object) -> None:
    happening = Happening(
        type=kind,
        subject_type="delivery",
        subject_id=delivery.public_id,
        scope=delivery.order.site.code,
        facts=facts,
        changed=["status"],
    )
    record([happening], at=act.occurred_at, by=act.by, device=act.device)
    live.topic_changed(f"board:{delivery.order.site.code}")
    live.topic_changed(f"tracking:{delivery.public_id}")
