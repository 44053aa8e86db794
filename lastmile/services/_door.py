"""Steps that everything at the door shares: who acts, what is locked, what ends with a visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core import events, live
from core.public_events import Happening, record
from lastmile.door_states import Conflict
from lastmile.errors import NotOnTheRoadError
from lastmile.events import ConflictsFound
from lastmile.models import Delivery, DeliveryAttempt, Route, Stop, StopTask
from lastmile.states import RouteStatus, StopStatus, TaskStatus

ON_THE_ROAD = (RouteStatus.DEPARTED, RouteStatus.RETURNED, RouteStatus.CLOSED)
"""What a phone tells late, after the route ended at the office, is still what happened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Who did it, with which phone, when by that phone. The same command twice is one act."""

    by: User | None
    occurred_at: datetime
    device: str = ""
    command_id: UUID | None = None

    def key(self, verb: str, attempt: DeliveryAttempt) -> tuple[str, str]:
        """What makes the posting of this act one posting."""
        if self.command_id:
            return ("device", f"{self.command_id}:{verb}")
        return ("door", f"{attempt.public_id}:{verb}")


@dataclass(slots=True)
class Door:
    """A delivery at its door, everything locked from the top down: routes, delivery, tasks, stops."""

    route: Route
    """Whose driver stands there."""
    task: StopTask
    """What that driver was asked to do, even if it was taken from him meanwhile."""
    delivery: Delivery
    elsewhere: StopTask | None
    """The open task of another stop, where the delivery was given to meanwhile."""

    @property
    def current(self) -> StopTask:
        """The task that ends with this visit."""
        return self.elsewhere or self.task

    def is_strange_to(self, by: User | None) -> bool:
        """Whether somebody else drives the route, so that it was taken along or given away meanwhile."""
        driver = self.route.driver
        return by is not None and driver is not None and driver.user_id not in (None, by.pk)


@dataclass(frozen=True, slots=True)
class Visit:
    """How it was taken down, and where it differs from what the books said."""

    attempt: DeliveryAttempt
    conflicts: tuple[Conflict, ...] = ()


def at_the_door(task: StopTask) -> Door:
    """Lock what a visit touches; raises NotOnTheRoadError before the van has left."""
    assert task.delivery_id is not None  # noqa: S101 - only deliveries have a door
    mine = task.stop.trip.route_id
    planned = StopTask.objects.filter(delivery=task.delivery_id, status=TaskStatus.OPEN)
    ids = {mine, *planned.values_list("stop__trip__route_id", flat=True)}
    routes = {
        one.pk: one for one in Route.objects.filter(pk__in=ids).select_related("site", "driver").locked()
    }
    route = routes[mine]
    if route.status not in ON_THE_ROAD:
        told = _("Route %(code)s has not left yet.") % {"code": route.code}
        raise NotOnTheRoadError(told, route=route.code, status=route.status)
    found = Delivery.objects.select_related("order__site", "shipment", "address")
    delivery = found.locked().get(pk=task.delivery_id)
    tasks = list(StopTask.objects.filter(delivery=delivery).select_related("stop__trip__route").locked())
    here = next(one for one in tasks if one.pk == task.pk)
    other = next((one for one in tasks if one.status == TaskStatus.OPEN and one.pk != task.pk), None)
    return Door(route, here, delivery, other)


def already(act: Act) -> DeliveryAttempt | None:
    """The visit that this very command made before."""
    if act.command_id is None:
        return None
    return DeliveryAttempt.objects.filter(command_id=act.command_id).first()


def write_attempt(door: Door, act: Act, **facts: object) -> DeliveryAttempt:
    """The next visit of the delivery."""
    last = door.delivery.attempts.order_by("-number").values_list("number", flat=True).first() or 0
    return DeliveryAttempt.objects.create(
        delivery=door.delivery,
        number=last + 1,
        visited=door.task,
        arrived_at=door.task.stop.arrived_at,
        occurred_at=act.occurred_at,
        by=act.by,
        device=act.device,
        command_id=act.command_id,
        **facts,
    )


def end_task(task: StopTask, status: TaskStatus, attempt: DeliveryAttempt) -> None:
    """The task ended with this visit, and its stop with its last task. A task that was taken out stays so."""
    if task.status == TaskStatus.CANCELLED:
        return
    if task.status != status:
        task.become(status)
    task.attempt, task.ended_at = attempt, attempt.occurred_at
    task.save(update_fields=["status", "attempt", "ended_at", "updated_at"])
    stop = Stop.objects.locked().get(pk=task.stop_id)
    open_ones = stop.tasks.filter(status=TaskStatus.OPEN)
    if stop.status in (StopStatus.DONE, StopStatus.CANCELLED) or open_ones.exists():
        return
    stop.become(StopStatus.DONE)
    stop.departed_at = attempt.occurred_at
    stop.save(update_fields=["status", "departed_at", "updated_at"])


def happened(door: Door, kind: str, attempt: DeliveryAttempt, **facts: object) -> Happening:
    """A line in the delivery's history."""
    return Happening(
        type=kind,
        subject_type="delivery",
        subject_id=door.delivery.public_id,
        scope=door.route.site.code,
        facts={"route": door.route.code, "stop": door.task.stop.sequence, "attempt": attempt.number, **facts},
        changed=["status"],
    )


def write_down(happenings: Iterable[Happening], act: Act) -> None:
    """Append to the histories."""
    record(happenings, at=act.occurred_at, by=act.by, device=act.device)


def tell_conflicts(door: Door, attempt: DeliveryAttempt, conflicts: Iterable[Conflict]) -> None:
    """Let somebody look at it; what happened stands."""
    for conflict in conflicts:
        facts: dict[str, object] = {
            "route": door.route.code,
            "recipient": door.delivery.recipient_name,
            "order": door.delivery.order.number,
            "attempt": attempt.number,
            "device": attempt.device,
        }
        if door.elsewhere:
            facts["now_with"] = door.elsewhere.stop.trip.route.code
        event = ConflictsFound(kind=conflict.value, delivery_ids=(door.delivery.pk,), facts=facts)
        events.publish(event)


def call_watchers(door: Door) -> None:
    """Boards, phones and tracking pages fetch again."""
    routes = {door.route, *([door.elsewhere.stop.trip.route] if door.elsewhere else [])}
    for route in routes:
        live.topic_changed(f"route:{route.public_id}")
    live.topic_changed(f"board:{door.route.site.code}")
    live.topic_changed(f"tracking:{door.delivery.public_id}")
