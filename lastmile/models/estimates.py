"""When vehicles will be where: one estimate per stop still to come, and whose turn it is to work them out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.work import Leased, LeasedQuerySet
from lastmile.models.stops import Stop
from lastmile.states import EstimateBasis, EstimateSource, WatchStatus
from wms.models import Site


class StopEstimate(models.Model):
    """The latest word on one stop. The last one before it was reached stays, to be compared with what was.

    `due_at` is the end of the window that the start is measured by: the slack is from `starts_at` to it.
    """

    stop = models.OneToOneField(Stop, on_delete=models.CASCADE, related_name="estimate")
    arrives_at = models.DateTimeField()
    starts_at = models.DateTimeField(help_text=_("After waiting for the window to open."))
    departs_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text=_("Empty: nothing was promised."))
    computed_at = models.DateTimeField()
    source = models.CharField(max_length=9, choices=EstimateSource)
    basis = models.CharField(max_length=9, choices=EstimateBasis)

    class Meta:
        verbose_name = _("estimate of a stop")
        verbose_name_plural = _("estimates of stops")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_at__gte=F("arrives_at")) & Q(departs_at__gte=F("starts_at")),
                name="an_estimate_reaches_begins_and_leaves_in_that_order",
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.stop_id} at {self.arrives_at:%H:%M}"

    @property
    def slack_seconds(self) -> int | None:
        """Seconds to spare before it is late; negative: late; None: nothing was promised."""
        return None if self.due_at is None else round((self.due_at - self.starts_at).total_seconds())


class SiteWatchQuerySet(LeasedQuerySet["SiteWatch"]):
    """Turns as the workers ask for them."""


class SiteWatch(Leased):
    """The working out of one site's arrivals: one worker at a time, by lease. The row is the queue."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=7, choices=WatchStatus, default=WatchStatus.IDLE)
    estimated_at = models.DateTimeField(null=True, help_text=_("When its estimates were last written."))
    asked_at = models.DateTimeField(
        null=True, help_text=_("When somebody last said that they must be worked out again.")
    )

    objects = SiteWatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("watch of a site")
        verbose_name_plural = _("watches of sites")

    def __str__(self) -> str:
        return f"watch of {self.site_id}"
