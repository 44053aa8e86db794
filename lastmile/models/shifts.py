"""Who drives what, when: shifts and their breaks."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models.fleet import Driver, Vehicle
from wms.models import Site

LONGEST = timedelta(hours=24)


def span(opens: str, closes: str) -> Func:
    """The range of time between two columns, its end not included: what exclusion constraints compare."""
    return Func(F(opens), F(closes), Value("[)"), function="tstzrange", output_field=DateTimeRangeField())


class ShiftQuerySet(LockableQuerySet["Shift"]):
    """Shifts as planning and screens ask for them."""

    def standing(self) -> "ShiftQuerySet":
        """Shifts that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)


class Shift(PublicId, TimeStamped):
    """When a vehicle, and usually a driver with it, is on duty. A route is planned into one shift."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="shifts")
    driver = models.ForeignKey(
        Driver,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shifts",
        help_text=_("Empty: nobody is named yet."),
    )
    works_on = models.DateField(_("day"), help_text=_("The day at the site on which the shift begins."))
    opens = models.DateTimeField(_("from"))
    closes = models.DateTimeField(_("until"))
    start_site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", help_text=_("Where the vehicle starts.")
    )
    end_site = models.ForeignKey(
        Site,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where it ends. Empty: at the last stop."),
    )
    extra_skills = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("extra skills"),
        default=list,
        blank=True,
        help_text=_("What a helper who rides along can do."),
    )
    extra_features = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("extra equipment"),
        default=list,
        blank=True,
        help_text=_("What is taken along on this shift, for example a stair climber."),
    )
    extra_g = models.PositiveBigIntegerField(
        _("extra payload"), default=0, help_text=_("Grams, a trailer's.")
    )
    extra_ml = models.PositiveBigIntegerField(
        _("extra load space"), default=0, help_text=_("Millilitres, a trailer's.")
    )
    extra_units = models.PositiveIntegerField(_("extra parcels"), default=0)
    extra_metres = models.PositiveIntegerField(_("extra range"), default=0, help_text=_("Metres."))
    extra_stops = models.PositiveIntegerField(_("extra stops"), default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) & Q(closes__lte=F("opens") + LONGEST),
                name="a_shift_lasts_up_to_a_day",
                violation_error_message=_("A shift ends after it begins, within 24 hours."),
            ),
            ExclusionConstraint(
                name="no_overlapping_shift_per_vehicle",
                expressions=[
                    (F("vehicle"), RangeOperators.EQUAL),
                    (span("opens", "closes"), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at__isnull=True),
                violation_error_message=_("The vehicle is on another shift at that time."),
            ),
            ExclusionConstraint(
                name="no_overlapping_shift_per_driver",
                expressions=[
                    (F("driver"), RangeOperators.EQUAL),
                    (span("opens", "closes"), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at__isnull=True, driver__isnull=False),
                violation_error_message=_("The driver is on another shift at that time."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "works_on"], name="lastmile_shift_day")]

    def __str__(self) -> str:
        return f"{self.vehicle} on {self.works_on}"


class ShiftBreak(models.Model):
    """A rest of a shift: it starts between `opens` and `closes` and lasts `duration_seconds`."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="breaks")
    number = models.PositiveSmallIntegerField(_("number"))
    opens = models.DateTimeField(_("from"))
    closes = models.DateTimeField(_("until"))
    duration_seconds = models.PositiveIntegerField(_("duration"), help_text=_("Seconds."))

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering: ClassVar = ["shift", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shift", "number"], name="one_break_per_number"),
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens")) & Q(duration_seconds__gt=0),
                name="a_break_has_a_window_and_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"break {self.number} of shift {self.shift_id}"
