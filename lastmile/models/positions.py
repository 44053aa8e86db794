"""Where vehicles are and were: every fix of every phone, and the latest one per vehicle."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet
from lastmile.models.fleet import Vehicle
from lastmile.models.points import on_the_globe
from lastmile.models.routes import Route
from lastmile.models.stops import Stop
from lastmile.models.watch_rules import WatchRules
from lastmile.states import FixDoubt, FixRefusal

SLOW_KMH = 5
"""Below this a vehicle stands: a phone on the dashboard wanders as fast as somebody walks."""


class VehiclePosition(models.Model):
    """One fix of one phone, kept as it came. A trigger refuses UPDATE, and DELETE before 30 days are over.

    `fixed_at` is the phone's clock, corrected by what it said of its offset; `received_at` is ours.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="positions")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="positions")
    device = models.UUIDField(help_text=_("The phone's public id."))
    sequence = models.PositiveBigIntegerField(help_text=_("The phone's own count of its fixes."))
    fixed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    accuracy_m = models.PositiveIntegerField(help_text=_("Metres, as the phone believes."))
    speed_kmh = models.PositiveSmallIntegerField(null=True, help_text=_("Empty: the phone did not say."))
    heading = models.PositiveSmallIntegerField(null=True, help_text=_("Degrees clockwise from north."))
    doubt = models.CharField(
        max_length=5, choices=FixDoubt, blank=True, help_text=_("Empty: it may be where the vehicle is.")
    )

    class Meta:
        verbose_name = _("vehicle position")
        verbose_name_plural = _("vehicle positions")
        constraints: ClassVar = [
            *on_the_globe("vehicle_position", longitude="longitude", latitude="latitude"),
            models.UniqueConstraint(
                fields=["device", "fixed_at", "sequence"], name="one_position_per_fix_of_a_device"
            ),
            models.CheckConstraint(
                condition=Q(heading__isnull=True) | Q(heading__lt=360), name="a_heading_is_a_direction"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["vehicle", "fixed_at"], name="lastmile_position_track"),
            models.Index(fields=["route", "fixed_at"], name="lastmile_position_route"),
            models.Index(fields=["fixed_at"], name="lastmile_position_age"),
        ]

    def __str__(self) -> str:
        return f"vehicle {self.vehicle_id} at {self.fixed_at:%H:%M:%S}"


class RefusedPositions(models.Model):
    """How many positions of a phone were refused on a day, and why; not where they were.

    A driver is followed inside the shift and on a route that has left, and nowhere else.
    """

    device = models.UUIDField(help_text=_("The phone's public id."))
    refused_on = models.DateField(help_text=_("The day in UTC."))
    reason = models.CharField(max_length=16, choices=FixRefusal)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("refused positions")
        verbose_name_plural = _("refused positions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "refused_on", "reason"], name="one_count_of_refusals_per_day_and_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} times {self.reason}"


class VehicleStateQuerySet(LockableQuerySet["VehicleState"]):
    """States as intake and the board ask for them."""


class VehicleState(models.Model):
    """Where a vehicle is: its latest trusted fix, which never moves back in time, and what follows from it.

    The anchor is the point from which it is measured whether the vehicle moved or its fixes only wander.
    `near_stop` is the planned stop within whose circle the vehicle has been since `near_since`: a suggestion
    that it has arrived. The stop's status is the driver's to change.
    """

    vehicle = models.OneToOneField(Vehicle, on_delete=models.CASCADE, related_name="state")
    route = models.ForeignKey(Route, null=True, on_delete=models.SET_NULL, related_name="+")
    fixed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    accuracy_m = models.PositiveIntegerField(default=0)
    speed_kmh = models.PositiveSmallIntegerField(default=0)
    heading = models.PositiveSmallIntegerField(null=True)
    anchor_longitude = models.FloatField(null=True)
    anchor_latitude = models.FloatField(null=True)
    stands_since = models.DateTimeField(null=True, help_text=_("Empty: it moves."))
    near_stop = models.ForeignKey(Stop, null=True, on_delete=models.SET_NULL, related_name="+")
    near_since = models.DateTimeField(null=True)

    objects = VehicleStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle state")
        verbose_name_plural = _("vehicle states")
        constraints: ClassVar = [
            *on_the_globe("vehicle_state", longitude="longitude", latitude="latitude"),
            models.CheckConstraint(
                condition=iff(Q(fixed_at__isnull=True), Q(longitude__isnull=True)),
                name="a_vehicle_that_is_somewhere_was_there_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"state of vehicle {self.vehicle_id}"

    @property
    def is_moving(self) -> bool:
        """Whether it moved at its latest fix."""
        return self.fixed_at is not None and self.stands_since is None

    def suggests_arrival(self, rules: WatchRules) -> bool:
        """Whether it has been within a stop's circle for so long that it is there, tapped or not."""
        if self.near_stop_id is None or self.near_since is None or self.fixed_at is None:
            return False
        return (self.fixed_at - self.near_since).total_seconds() >= rules.arrival_seconds
