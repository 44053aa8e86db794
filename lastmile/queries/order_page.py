"""One order as its page shows it: lines with what is promised, and everything that happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core.models import PublicEvent
from lastmile.models import Delivery, StopTask
from lastmile.states import CheckReason, SiteChoice, TaskStatus
from wms.models import Backorder, OutboundOrderLine, Promise
from wms.states import BackorderReason


@dataclass(frozen=True, kw_only=True, slots=True)
class LineShown:
    """One line: what is asked for, promised and back-ordered, in base units, and why."""

    number: int
    sku: str
    item_id: UUID
    name: str
    quantity: int
    promised: int
    back_ordered: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """One thing that happened, in words."""

    at: datetime
    what: str
    who: str
    details: Sequence[str]
    tone: str
    icon: str


def lines_of(delivery: Delivery) -> list[LineShown]:
    """The lines of an order with their promises and back-orders: three statements."""
    lines = list(
        OutboundOrderLine.objects.filter(order=delivery.order_id).select_related("item").order_by("number")
    )
    promised = dict(
        Promise.objects.filter(line__in=lines, status__in=("OPEN", "CLOSED"))
        .order_by()
        .values_list("line_id")
        .annotate(total=Sum("quantity"))
    )
    open_ones = Backorder.objects.filter(line__in=lines, closed_at__isnull=True)
    short = {row.line_id: row for row in open_ones}
    return [
        LineShown(
            number=line.number,
            sku=line.item.sku,
            item_id=line.item.public_id,
            name=line.item.name,
            quantity=line.quantity,
            promised=promised.get(line.pk, 0),
            back_ordered=short[line.pk].quantity if line.pk in short else 0,
            reason=short[line.pk].get_reason_display() if line.pk in short else "",
        )
        for line in lines
    ]


def open_task_of(delivery: Delivery) -> StopTask | None:
    """Where in which route the delivery is planned, if it is."""
    tasks = StopTask.objects.filter(delivery=delivery, status=TaskStatus.OPEN)
    return tasks.select_related("stop__trip__route__vehicle").first()


def history_of_order(delivery: Delivery) -> list[Happened]:
    """What happened to the order, its shipment, its delivery and its address, newest first."""
    subjects = (
        Q(subject_type="delivery", subject_id=delivery.public_id)
        | Q(subject_type="order", subject_id=delivery.order.public_id)
        | Q(subject_type="shipment", subject_id=delivery.shipment.public_id)
        | Q(subject_type="address", subject_id=delivery.address.public_id)
    )
    found = list(PublicEvent.objects.filter(subjects).order_by("-occurred_at", "-id")[:200])
    people = _people({event.actor for event in found})
    return [
        Happened(
            at=event.occurred_at,
            what=_words().get(event.type, event.type),
            who=people.get(event.actor, ""),
            details=_details(event),
            tone=_TONES.get(event.type, ""),
            icon=_ICONS.get(event.type.split(".")[-1], "circle-dot"),
        )
        for event in found
        if event.type not in _SAID_ELSEWHERE
    ]


_SAID_ELSEWHERE = {"order.accepted", "order.cancelled", "shipment.planned", "shipment.cancelled"}
"""The delivery's own line says the same and more."""
_TONES = {
    "delivery.accepted": "ok",
    "delivery.delivered": "ok",
    "delivery.cancelled": "late",
    "delivery.failed": "late",
    "address.confirmed": "ok",
    "address.undeliverable": "late",
    "address.to_check": "risk",
}


_ICONS = {
    "accepted": "inbox",
    "amended": "pencil",
    "cancelled": "circle-slash",
    "planned": "calendar-check",
    "unplanned": "undo-2",
    "out": "truck",
    "delivered": "package-check",
    "failed": "package-x",
    "confirmed": "map-pin-check",
    "undeliverable": "map-pin-off",
    "to_check": "map-pin",
    "released": "clipboard-list",
    "promised": "badge-check",
}


def _words() -> dict[str, str]:
    return {
        "delivery.accepted": _("Accepted"),
        "delivery.amended": _("Amended"),
        "delivery.cancelled": _("Cancelled"),
        "delivery.planned": _("Planned"),
        "delivery.unplanned": _("Taken out of its route"),
        "delivery.out": _("Out for delivery"),
        "delivery.delivered": _("Delivered"),
        "delivery.failed": _("Not delivered"),
        "address.confirmed": _("Address confirmed"),
        "address.undeliverable": _("Address marked undeliverable"),
        "address.to_check": _("Address to be checked"),
        "order.amended": _("Lines changed in the warehouse"),
        "order.released": _("Released for picking"),
        "order.promised": _("Back-ordered stock promised"),
        "shipment.picking": _("Picking"),
        "shipment.packed": _("Packed"),
        "shipment.staged": _("Staged"),
        "shipment.loaded": _("Loaded"),
        "shipment.issued": _("Left the warehouse"),
        "shipment.delivered": _("Handed over"),
    }


def _details(event: PublicEvent) -> list[str]:
    facts = event.facts
    said = []
    if facts.get("site_choice"):
        said.append(f"{facts.get('site', '')}: {_label(SiteChoice, facts['site_choice'])}")
    if facts.get("address_check"):
        said.append(_label(CheckReason, facts["address_check"]))
    said += [
        _("%(quantity)d of %(sku)s back-ordered: %(reason)s")
        % {
            "quantity": short["quantity"],
            "sku": short["sku"],
            "reason": _label(BackorderReason, short["reason"]),
        }
        for short in facts.get("back_ordered", [])
    ]
    if event.changed and event.type.endswith("amended"):
        said.append(", ".join(_field_words().get(name, name) for name in event.changed))
    if facts.get("reason"):
        said.append(str(facts["reason"]))
    return said


def _label(choices: Any, value: str) -> str:  # noqa: ANN401 - a TextChoices class
    return str(choices(value).label) if value in choices.values else value


def _field_words() -> dict[str, str]:
    return {
        "address": _("address"),
        "deliver_on": _("day"),
        "features": _("vehicle features"),
        "instructions": _("instructions"),
        "lines": _("lines"),
        "priority": _("priority"),
        "recipient_email": _("e-mail"),
        "recipient_name": _("recipient"),
        "recipient_phone": _("phone"),
        "service_seconds": _("time at the door"),
        "skills": _("skills"),
        "windows": _("time windows"),
    }


def _people(actors: set[str]) -> dict[str, str]:
    ids = {actor: actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    names = {str(user.public_id): str(user) for user in User.objects.filter(public_id__in=ids.values())}
    return {actor: names.get(public_id, "") for actor, public_id in ids.items()}
