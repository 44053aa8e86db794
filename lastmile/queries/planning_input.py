"""What a plan for a site and a day is made from: the deliveries, the shifts, and a hash of it all.

A draft keeps the hash. Whoever commits it computes the hash again: if it differs, something that was planned
has changed, and the draft is stale.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lastmile.models import Delivery, DeliveryWindow, Shift, ShiftBreak, StopTask
from lastmile.states import REACHABLE, DeliveryStatus, RouteStatus, TaskStatus
from wms.models import Promise, Site
from wms.states import PromiseStatus

type Span = tuple[int, int]
"""From and until, in seconds after the day's local midnight."""


@dataclass(frozen=True, slots=True)
class DeliveryInput:
    """One delivery as the engine needs it. `route` is the planned route it would be taken from."""

    id: int
    public_id: str
    longitude: float
    latitude: float
    windows: tuple[Span, ...]
    service_seconds: int
    skills: tuple[str, ...]
    features: tuple[str, ...]
    priority: int
    units: int
    weight_g: int
    volume_ml: int
    route: int | None


@dataclass(frozen=True, slots=True)
class ShiftInput:
    """One shift with its vehicle as the engine needs it."""

    id: int
    public_id: str
    opens: int
    closes: int
    start: int
    end: int | None
    breaks: tuple[tuple[int, int, int], ...]
    skills: tuple[str, ...]
    features: tuple[str, ...]
    capacity: tuple[int, int, int]
    speed_permille: int
    max_metres: int | None
    max_stops: int | None
    costs: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class SiteInput:
    """A depot."""

    id: int
    code: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class PlanInput:
    """Everything a plan depends on but the roads. `midnight` is the day's beginning at the site, in UTC."""

    site_id: int
    plan_on: date
    midnight: datetime
    sites: tuple[SiteInput, ...]
    deliveries: tuple[DeliveryInput, ...]
    shifts: tuple[ShiftInput, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of all of it."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def at(self, seconds: int) -> datetime:
        """A moment of the plan as a time."""
        return self.midnight + timedelta(seconds=seconds)


NO_LIMIT_UNITS = 1_000_000


def midnight_of(site: Site, day: date) -> datetime:
    """When the day begins at the site, in UTC. Days of 23 and 25 hours need no special case after this."""
    return datetime.combine(day, time.min, site.zone).astimezone(UTC)


def plan_input(*, site: Site, plan_on: date, shift_ids: Sequence[int]) -> PlanInput:
    """Read the input in a constant number of queries."""
    midnight = midnight_of(site, plan_on)
    shifts = list(_shifts(site, plan_on, shift_ids))
    return PlanInput(
        site_id=site.pk,
        plan_on=plan_on,
        midnight=midnight,
        sites=_sites(site, shifts),
        deliveries=_deliveries(site, plan_on, [shift.pk for shift in shifts], midnight),
        shifts=shift_inputs(shifts, midnight),
    )


def free_shifts(*, site: Site, plan_on: date) -> QuerySet[Shift]:
    """Shifts of the day that a new plan may use: not cancelled, and without a route that was released."""
    taken = Q(
        routes__status__in=[
            RouteStatus.RELEASED,
            RouteStatus.DEPARTED,
            RouteStatus.RETURNED,
            RouteStatus.CLOSED,
        ]
    )
    return (
        Shift.objects.standing()
        .filter(site=site, works_on=plan_on)
        .exclude(pk__in=Shift.objects.filter(taken, site=site, works_on=plan_on).values("pk"))
        .select_related("vehicle__type", "driver", "start_site", "end_site")
        .order_by("vehicle__code", "pk")
    )


def waiting_deliveries(*, site: Site, plan_on: date) -> QuerySet[Delivery]:
    """Deliveries of the day that are to be planned, whether they can be or not."""
    return Delivery.objects.filter(order__site=site, deliver_on=plan_on, status=DeliveryStatus.PENDING)


def has_goods() -> Exists:
    """Whether anything of the delivery's order was promised: nothing is driven to a door empty-handed."""
    kept = Promise.objects.exclude(status=PromiseStatus.RELEASED)
    return Exists(kept.filter(line__order=OuterRef("order")))


def _shifts(site: Site, plan_on: date, shift_ids: Sequence[int]) -> QuerySet[Shift]:
    return free_shifts(site=site, plan_on=plan_on).filter(pk__in=shift_ids)


def _sites(site: Site, shifts: list[Shift]) -> tuple[SiteInput, ...]:
    found = {site.pk: site}
    for shift in shifts:
        for other in (shift.start_site, shift.end_site):
            if other is not None:
                found[other.pk] = other
    return tuple(
        SiteInput(one.pk, one.code, one.longitude, one.latitude)
        for _, one in sorted(found.items())
        if one.longitude is not None and one.latitude is not None
    )


def _deliveries(
    site: Site, plan_on: date, shift_ids: list[int], midnight: datetime
) -> tuple[DeliveryInput, ...]:
    replaceable = StopTask.objects.filter(
        delivery=OuterRef("pk"),
        status=TaskStatus.OPEN,
        stop__trip__route__status=RouteStatus.PLANNED,
        stop__trip__route__shift__in=shift_ids,
    )
    rows = (
        Delivery.objects.filter(order__site=site, deliver_on=plan_on, address__status__in=REACHABLE)
        .filter(has_goods())
        .annotate(old_route=replaceable.values("stop__trip__route")[:1])
        .filter(Q(status=DeliveryStatus.PENDING) | Q(status=DeliveryStatus.PLANNED, old_route__isnull=False))
        .order_by("pk")
        .values_list(
            "pk", "public_id", "service_seconds", "skills", "features", "priority", "old_route",
            "address__access_longitude", "address__access_latitude",
            "shipment__units", "shipment__weight_g", "shipment__volume_ml",
        )
    )  # fmt: skip
    rows_list = list(rows)
    windows: dict[int, list[Span]] = {}
    kept = DeliveryWindow.objects.filter(delivery__in=[row[0] for row in rows_list])
    for delivery, opens, closes in kept.order_by("opens").values_list("delivery", "opens", "closes"):
        windows.setdefault(delivery, []).append((_seconds(opens, midnight), _seconds(closes, midnight)))
    return tuple(_delivery_input(row, tuple(windows.get(row[0], ()))) for row in rows_list)


def _delivery_input(row: tuple[Any, ...], windows: tuple[Span, ...]) -> DeliveryInput:
    pk, public_id, service, skills, features, priority, route, x, y, units, weight, volume = row
    return DeliveryInput(
        id=pk, public_id=str(public_id), longitude=x, latitude=y, windows=windows,
        service_seconds=service, skills=tuple(sorted(skills)), features=tuple(sorted(features)),
        priority=priority, units=units, weight_g=weight, volume_ml=volume, route=route,
    )  # fmt: skip


def shift_inputs(shifts: Sequence[Shift], midnight: datetime) -> tuple[ShiftInput, ...]:
    """Shifts (loaded with vehicle type and driver) with their breaks; one query."""
    breaks: dict[int, list[tuple[int, int, int]]] = {}
    for rest in ShiftBreak.objects.filter(shift__in=[shift.pk for shift in shifts]).order_by("number"):
        span = (_seconds(rest.opens, midnight), _seconds(rest.closes, midnight), rest.duration_seconds)
        breaks.setdefault(rest.shift_id, []).append(span)
    return tuple(_shift_input(shift, tuple(breaks.get(shift.pk, ())), midnight) for shift in shifts)


def _shift_input(shift: Shift, breaks: tuple[tuple[int, int, int], ...], midnight: datetime) -> ShiftInput:
    kind, driver = shift.vehicle.type, shift.driver
    units = NO_LIMIT_UNITS if kind.capacity_units is None else kind.capacity_units + shift.extra_units
    return ShiftInput(
        id=shift.pk,
        public_id=str(shift.public_id),
        opens=_seconds(shift.opens, midnight),
        closes=_seconds(shift.closes, midnight),
        start=shift.start_site_id,
        end=shift.end_site_id,
        breaks=breaks,
        skills=tuple(sorted({*(driver.skills if driver else ()), *shift.extra_skills})),
        features=tuple(sorted({*kind.features, *shift.extra_features})),
        capacity=(kind.capacity_g + shift.extra_g, kind.capacity_ml + shift.extra_ml, units),
        speed_permille=kind.speed_permille,
        max_metres=None if kind.max_metres is None else kind.max_metres + shift.extra_metres,
        max_stops=None if kind.max_stops is None else kind.max_stops + shift.extra_stops,
        costs=(kind.cost_fixed, kind.cost_per_hour, kind.cost_per_km),
    )


def _seconds(moment: datetime, midnight: datetime) -> int:
    return max(0, round((moment - midnight).total_seconds()))
