"""Visits of a trip and what is to be done at each."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models.addresses import Address
from lastmile.models.attempts import DeliveryAttempt
from lastmile.models.deliveries import Delivery
from lastmile.models.points import on_the_globe
from lastmile.models.routes import Trip
from lastmile.states import STOP, TASK, StopStatus, TaskKind, TaskStatus


class StopQuerySet(LockableQuerySet["Stop"]):
    """Stops as the board and the phone ask for them."""

    def standing(self) -> "StopQuerySet":
        """Stops that were not taken out."""
        return self.exclude(status=StopStatus.CANCELLED)


class Stop(PublicId, TimeStamped):
    """One visit at one place. The point is a copy: correcting the address does not rewrite the plan."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="stops")
    sequence = models.PositiveSmallIntegerField(
        null=True, help_text=_("1, 2, 3 … without a gap; empty once it was taken out of the trip.")
    )
    address = models.ForeignKey(
        Address, null=True, blank=True, on_delete=models.PROTECT, related_name="stops"
    )
    longitude = models.FloatField(null=True, blank=True, help_text=_("Where the vehicle stops."))
    latitude = models.FloatField(null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=StopStatus, default=StopStatus.PLANNED)
    travel_seconds = models.PositiveIntegerField(default=0, help_text=_("Driving from the place before."))
    travel_metres = models.PositiveIntegerField(default=0)
    travel_path = models.TextField(blank=True, help_text=_("Encoded polyline of the way here."))
    wait_seconds = models.PositiveIntegerField(default=0)
    planned_arrival_at = models.DateTimeField()
    planned_start_at = models.DateTimeField()
    planned_departure_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    departed_at = models.DateTimeField(null=True, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering: ClassVar = ["trip", "sequence"]
        constraints: ClassVar = [
            *on_the_globe("stop", longitude="longitude", latitude="latitude"),
            models.UniqueConstraint(
                fields=["trip", "sequence"],
                name="one_stop_per_place_in_a_trip",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="stops_start_at_one"),
            models.CheckConstraint(
                condition=Q(sequence__isnull=False) | Q(status="CANCELLED"),
                name="every_standing_stop_has_a_place_in_its_trip",
            ),
            models.CheckConstraint(
                condition=Q(planned_start_at__gte=F("planned_arrival_at"))
                & Q(planned_departure_at__gte=F("planned_start_at")),
                name="a_stop_is_reached_begun_and_left_in_that_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="ARRIVED") | Q(arrived_at__isnull=False),
                name="a_stop_where_the_van_stands_has_a_time_of_arrival",
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.sequence} of trip {self.trip_id}"

    def become(self, status: StopStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        STOP.check(StopStatus(self.status), status)
        self.status = status


class StopTaskQuerySet(LockableQuerySet["StopTask"]):
    """Tasks as the board and the phone ask for them."""

    def open(self) -> "StopTaskQuerySet":
        """Tasks still to be done."""
        return self.filter(status=TaskStatus.OPEN)


class StopTask(PublicId, TimeStamped):
    """One thing to do at a stop. Upper apps hang their own facts on it (a collection, a proof)."""

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="tasks")
    sequence = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=7, choices=TaskKind, default=TaskKind.DELIVER)
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    attempt = models.OneToOneField(
        DeliveryAttempt,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="task",
        help_text=_("The visit that this task became."),
    )
    service_seconds = models.PositiveIntegerField(default=0)
    planned_start_at = models.DateTimeField()
    planned_end_at = models.DateTimeField()
    status = models.CharField(_("status"), max_length=9, choices=TaskStatus, default=TaskStatus.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StopTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop task")
        verbose_name_plural = _("stop tasks")
        ordering: ClassVar = ["stop", "sequence"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stop", "sequence"],
                name="one_task_per_place_at_a_stop",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(status="OPEN"), name="one_open_task_per_delivery"
            ),
            models.CheckConstraint(
                condition=iff(Q(kind="DELIVER"), Q(delivery__isnull=False)),
                name="a_task_has_a_delivery_iff_it_delivers",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_at__gte=F("planned_start_at")), name="a_task_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=iff(Q(status="OPEN"), Q(ended_at__isnull=True)),
                name="a_task_has_a_time_of_ending_iff_it_is_not_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence} at stop {self.stop_id}"

    def become(self, status: TaskStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        TASK.check(TaskStatus(self.status), status)
        self.status = status
