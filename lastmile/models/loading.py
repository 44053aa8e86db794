"""What goes into the vehicle for one trip, and in which order."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.load_states import ShortReason
from lastmile.models.fleet import Compartment
from lastmile.models.routes import Trip
from lastmile.models.shifts import span
from lastmile.models.stops import StopTask
from lastmile.states import LOAD, LoadStatus
from wms.models import HandlingUnit, Location, Shipment, Site
from wms.states import Temperature


class LoadingTimes(TimeStamped):
    """How long before departure a site's goods stand in their lane. Without a row the defaults hold."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="+")
    base_seconds = models.PositiveIntegerField(
        _("getting ready"), default=600, help_text=_("Seconds: opening up, papers, sealing.")
    )
    unit_seconds = models.PositiveIntegerField(
        _("time per unit"), default=20, help_text=_("Seconds to load one.")
    )
    buffer_seconds = models.PositiveIntegerField(
        _("buffer"), default=900, help_text=_("Seconds that may go wrong.")
    )
    lane_seconds = models.PositiveIntegerField(
        _("time in the lane"),
        default=3600,
        help_text=_("Seconds before that, in which the lane is filled: it is this route's from then on."),
    )

    class Meta:
        verbose_name = _("loading times")
        verbose_name_plural = _("loading times")

    def __str__(self) -> str:
        return f"loading times of {self.site}"


class LoadQuerySet(LockableQuerySet["Load"]):
    """Loads as staging and loading ask for them."""


class Load(PublicId, TimeStamped):
    """The goods of one trip. How far loading is, only this row says."""

    trip = models.OneToOneField(Trip, on_delete=models.PROTECT, related_name="load")
    status = models.CharField(_("status"), max_length=9, choices=LoadStatus, default=LoadStatus.PLANNED)
    lane = models.ForeignKey(
        Location,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The staging lane, once released."),
    )
    stage_by = models.DateTimeField(
        null=True, blank=True, help_text=_("When its goods must stand in the lane.")
    )
    lane_from = models.DateTimeField(null=True, blank=True, help_text=_("From when the lane is its own."))
    lane_until = models.DateTimeField(null=True, blank=True, help_text=_("Until when: its departure."))
    weight_g = models.PositiveBigIntegerField(_("weight"), default=0, help_text=_("Grams, as planned."))
    volume_ml = models.PositiveBigIntegerField(
        _("volume"), default=0, help_text=_("Millilitres, as planned.")
    )
    units = models.PositiveIntegerField(_("units"), default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    loaded_at = models.DateTimeField(null=True, blank=True)

    objects = LoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("load")
        verbose_name_plural = _("loads")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="CANCELLED")
                | iff(Q(status__in=("LOADING", "LOADED")), Q(started_at__isnull=False)),
                name="a_load_has_a_time_of_starting_once_started",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="LOADED"), Q(loaded_at__isnull=False)),
                name="a_load_has_a_time_of_loading_iff_loaded",
            ),
            models.CheckConstraint(
                condition=iff(Q(lane__isnull=True), Q(lane_from__isnull=True))
                & iff(Q(lane__isnull=True), Q(lane_until__isnull=True))
                & (Q(lane__isnull=True) | Q(lane_until__gt=F("lane_from"))),
                name="a_load_has_a_lane_for_a_time",
            ),
            ExclusionConstraint(
                name="one_load_in_a_lane_at_a_time",
                expressions=[
                    (F("lane"), RangeOperators.EQUAL),
                    (span("lane_from", "lane_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(lane__isnull=False) & ~Q(status="CANCELLED"),
                violation_error_message=_("The lane is another route's at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"load of trip {self.trip_id}"

    def become(self, status: LoadStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        LOAD.check(LoadStatus(self.status), status)
        self.status = status


class LoadUnitQuerySet(LockableQuerySet["LoadUnit"]):
    """Units as the loader's list asks for them."""

    def in_loading_order(self) -> "LoadUnitQuerySet":
        """First in first: the last stop's goods before the first stop's."""
        return self.order_by("load", "load_rank")


class LoadUnit(models.Model):
    """One piece of a load: estimated until packing makes it a handling unit."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="load_units")
    task = models.ForeignKey(StopTask, on_delete=models.PROTECT, related_name="load_units")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text=_("1, 2, 3 … of its shipment."))
    handling_unit = models.ForeignKey(
        HandlingUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: estimated, not packed yet."),
    )
    compartment = models.ForeignKey(
        Compartment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    load_rank = models.PositiveIntegerField(help_text=_("1 goes in first."))
    position = models.CharField(
        max_length=40, blank=True, help_text=_("Where it stands in the compartment, for people.")
    )
    row = models.PositiveSmallIntegerField(default=0, help_text=_("1 stands at the bulkhead; 0: no place."))
    lane = models.PositiveSmallIntegerField(default=0, help_text=_("1 is the left one."))
    tier = models.PositiveSmallIntegerField(default=0, help_text=_("1 stands on the floor."))
    temperature = models.CharField(max_length=7, choices=Temperature, default=Temperature.AMBIENT)
    weight_g = models.PositiveBigIntegerField(default=0)
    volume_ml = models.PositiveBigIntegerField(default=0)
    loaded_at = models.DateTimeField(null=True, blank=True)
    short_reason = models.CharField(
        _("why it is short"),
        max_length=13,
        blank=True,
        choices=ShortReason,
        help_text=_("Why it did not go in; empty: it did or still may."),
    )

    objects = LoadUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("load unit")
        verbose_name_plural = _("load units")
        permissions: ClassVar = [
            ("load", _("Can load vehicles")),
            ("release_routes", _("Can release routes to the warehouse")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["load", "load_rank"],
                name="one_unit_per_rank",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(loaded_at__isnull=True) | Q(handling_unit__isnull=False),
                name="only_what_was_packed_is_loaded",
            ),
            models.UniqueConstraint(fields=["task", "number"], name="one_load_unit_per_piece"),
            models.CheckConstraint(condition=Q(load_rank__gte=1), name="ranks_start_at_one"),
            models.CheckConstraint(
                condition=Q(loaded_at__isnull=True) | Q(short_reason=""),
                name="a_unit_is_loaded_or_short_not_both",
            ),
        ]

    def __str__(self) -> str:
        return f"unit {self.load_rank} of load {self.load_id}"
