"""Incidents that come from what others did: at the pick, on the vehicle, at the door."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from core.transactions import service
from lastmile.door_states import Conflict
from lastmile.models import Delivery, DeliveryAttempt, Incident, StopTask
from lastmile.services.incidents import Cause, raise_incidents
from lastmile.states import IncidentKind, Severity, TaskStatus
from wms.models import OutboundOrderLine


@service
def raise_short_picks(*, line_ids: Collection[int], at: datetime) -> list[Incident]:
    """Stock of these order lines is no longer there: per delivery one incident that names what is short."""
    lines = OutboundOrderLine.objects.filter(pk__in=line_ids).select_related("item").order_by("pk")
    short: dict[int, list[str]] = {}
    for line in lines:
        short.setdefault(line.order_id, []).append(line.item.sku)
    rows = Delivery.objects.filter(order__in=short)
    return _raise(
        rows,
        IncidentKind.SHORT_PICK,
        Severity.HIGH,
        {order: {"skus": skus} for order, skus in short.items()},
        at,
    )


@service
def raise_failures(*, delivery_ids: Collection[int], at: datetime) -> list[Incident]:
    """Nothing was handed over at these visits, with the reason that the driver gave."""
    rows = Delivery.objects.filter(pk__in=delivery_ids)
    visits = DeliveryAttempt.objects.standing().filter(delivery__in=delivery_ids).order_by("number")
    said = visits.values_list("delivery__order", "reason", "note")
    facts: dict[int, dict[str, object]] = {
        order: {"reason": reason, "note": note} for order, reason, note in said
    }
    return _raise(rows, IncidentKind.NOT_DELIVERED, Severity.MEDIUM, facts, at)


@service
def raise_conflicts(
    *, kind: str, delivery_ids: Collection[int], facts: Mapping[str, object], at: datetime
) -> list[Incident]:
    """What a phone told and what the books say differ; the fact stands, and somebody should look at it.

    Names of people stay where they are kept: an incident's history cannot be erased.
    """
    rows = Delivery.objects.filter(pk__in=delivery_ids)
    plain = {name: value for name, value in facts.items() if name != "recipient"}
    told = {order: {"conflict": kind, **plain} for order in rows.values_list("order", flat=True)}
    if kind == Conflict.NOT_FOUND:
        return _raise(rows, IncidentKind.SHORT_LOAD, Severity.HIGH, told, at)
    return _raise(rows, IncidentKind.CONFLICT, Severity.HIGH, told, at)


def _raise(
    rows: QuerySet[Delivery],
    kind: IncidentKind,
    severity: Severity,
    facts: Mapping[int, dict[str, object]],
    at: datetime,
) -> list[Incident]:
    deliveries = list(rows.select_related("order").order_by("pk"))
    places = _places(deliveries)
    causes = []
    for one in deliveries:
        route, stop = places.get(one.pk, (None, None))
        causes.append(
            Cause(
                kind=kind,
                severity=severity,
                site_id=one.order.site_id,
                subject_type="delivery",
                subject_id=UUID(str(one.public_id)),
                route_id=route,
                stop_id=stop,
                delivery_id=one.pk,
                facts={"order": one.order.number} | facts.get(one.order_id, {}),
            )
        )
    return raise_incidents(causes=causes, at=at)


def _places(deliveries: Iterable[Delivery]) -> dict[int, tuple[int, int]]:
    """Per delivery the route and the stop of its latest task."""
    tasks = StopTask.objects.filter(delivery__in=[one.pk for one in deliveries])
    rows = tasks.exclude(status=TaskStatus.CANCELLED).order_by("pk")
    found = rows.values_list("delivery", "stop__trip__route", "stop")
    return {delivery: (route, stop) for delivery, route, stop in found if delivery is not None}
