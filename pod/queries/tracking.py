"""What a recipient may see of his delivery: from the dock to his door, and nothing of anybody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from core.models import PublicEvent
from lastmile.models import Delivery, DeliveryAttempt, VehicleState
from lastmile.states import DeliveryStatus
from pod.models import Notification, TrackingLink
from pod.queries import pins
from pod.queries.arrivals import Arrival, arrivals_of

STOPS_BEFORE = 1
"""The van's place is shown only to the recipients of its next stops: this one and so many before."""
FIX_LIVES = timedelta(minutes=5)
ABOUT_100_METRES = 3
"""Decimals of a degree to which the van's place is rounded."""
WHOLE = ("delivery__order__owner", "delivery__order__site", "delivery__address", "delivery__shipment")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step from the dock to the door. `state` is done, now or todo."""

    label: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Van:
    """About where the van is, and when that was."""

    longitude: float
    latitude: float
    seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """A delivery as its recipient sees it."""

    delivery: Delivery
    steps: Sequence[Step]
    arrival: Arrival | None
    attempt: DeliveryAttempt | None
    later_than_told: timedelta | None
    van: Van | None
    driver: str
    pin: str = ""

    @property
    def state(self) -> str:
        """What the page is about: preparing, scheduled, way, door, delivered, failed, cancelled."""
        ended = {
            DeliveryStatus.DELIVERED: "delivered",
            DeliveryStatus.CANCELLED: "cancelled",
            DeliveryStatus.FAILED: "failed",
            DeliveryStatus.RETURNED: "failed",
        }
        if found := ended.get(DeliveryStatus(self.delivery.status)):
            return found
        if self.arrival is None:
            return "preparing"
        if not self.arrival.is_on_the_road:
            return "scheduled"
        return "door" if self.arrival.is_at_the_door else "way"


def link_of(token: str, *, at: datetime) -> TrackingLink | None:
    """The living link that the token opens."""
    return TrackingLink.objects.alive(at=at).opened_by(token).select_related(*WHOLE).first()


def followed(delivery: Delivery, *, at: datetime) -> Followed:
    """Everything for the page, in a constant number of statements."""
    arrival = arrivals_of(delivery_ids=[delivery.pk], at=at).get(delivery.pk)
    standing = DeliveryAttempt.objects.filter(delivery=delivery, undone_at__isnull=True)
    return Followed(
        delivery=delivery,
        steps=steps_of(delivery),
        arrival=arrival,
        attempt=standing.order_by("-number").first(),
        later_than_told=_later_than_told(delivery, arrival),
        van=_van(arrival, at),
        driver=_first_name(arrival),
        pin=_pin(delivery, arrival),
    )


def steps_of(delivery: Delivery) -> list[Step]:
    """Received, packed, loaded, on the way, delivered: with the time of each that happened."""
    times = _times_of(delivery)
    names = {
        "accepted": _("Received"),
        "packed": _("Packed"),
        "loaded": _("Loaded"),
        "out": _("On the way"),
        "delivered": _("Delivered"),
    }
    last = max((at for at, key in enumerate(names) if key in times), default=-1)
    over = delivery.status in {DeliveryStatus.DELIVERED, DeliveryStatus.CANCELLED, DeliveryStatus.FAILED}
    return [
        Step(
            label=label,
            at=times.get(key),
            state="done" if at < last or (over and at == last) else "now" if at == last else "todo",
        )
        for at, (key, label) in enumerate(names.items())
    ]


def _times_of(delivery: Delivery) -> dict[str, datetime]:
    """When each step was last taken, from the one log of what happened."""
    events = PublicEvent.objects.filter(
        Q(subject_type="delivery", subject_id=delivery.public_id)
        | Q(subject_type="shipment", subject_id=delivery.shipment.public_id)
    ).filter(type__in=_STEP_OF)
    times = {_STEP_OF[event.type]: event.occurred_at for event in events.order_by("occurred_at")}
    if delivery.status != DeliveryStatus.DELIVERED:
        times.pop("delivered", None)
    return times


_STEP_OF = {
    "delivery.accepted": "accepted",
    "shipment.packed": "packed",
    "shipment.loaded": "loaded",
    "delivery.out": "out",
    "delivery.delivered": "delivered",
}


def _later_than_told(delivery: Delivery, arrival: Arrival | None) -> timedelta | None:
    """By how much the estimate has slipped past the end of the time that was told last."""
    sent = Notification.objects.filter(delivery=delivery, told_until__isnull=False)
    told = sent.order_by("-ended_at").first()
    if not (told and told.told_until and arrival and arrival.is_on_the_road):
        return None
    slip = arrival.window[1] - told.told_until
    return slip if slip >= timedelta(minutes=5) else None


def _pin(delivery: Delivery, arrival: Arrival | None) -> str:
    """The PIN that the driver will ask for, once the van is on the way."""
    if delivery.status != DeliveryStatus.OUT or arrival is None or not arrival.is_on_the_road:
        return ""
    return pins.pin_to_tell(delivery)


def _first_name(arrival: Arrival | None) -> str:
    """The first name of who brings it, once it is on the way."""
    if arrival is None or not arrival.is_on_the_road:
        return ""
    return arrival.driver_name.strip().partition(" ")[0]


def _van(arrival: Arrival | None, at: datetime) -> Van | None:
    """About where the van is, while it is on its way to the next few recipients and its place is fresh."""
    if arrival is None or not arrival.is_on_the_road or arrival.stops_before > STOPS_BEFORE:
        return None
    fresh = VehicleState.objects.filter(fixed_at__gte=at - FIX_LIVES)
    state = fresh.filter(vehicle=arrival.vehicle_id, route=arrival.route_id).first()
    if state is None or state.longitude is None or state.latitude is None or state.fixed_at is None:
        return None
    return Van(
        longitude=round(state.longitude, ABOUT_100_METRES),
        latitude=round(state.latitude, ABOUT_100_METRES),
        seen_at=state.fixed_at,
    )
