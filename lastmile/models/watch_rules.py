"""From when on a site wants to be told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from wms.models import Site


class WatchRules(TimeStamped):
    """The thresholds of one site. A site without a row is watched by the defaults written here.

    A cause is over only when it is over by the margin: what wavers around a threshold is told once.
    """

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="+")
    at_risk_seconds = models.PositiveIntegerField(
        _("at risk below"), default=720, help_text=_("Seconds to spare before the promised window ends.")
    )
    margin_seconds = models.PositiveIntegerField(
        _("margin"), default=300, help_text=_("Seconds beyond a threshold until a warning is taken back.")
    )
    silent_seconds = models.PositiveIntegerField(
        _("no signal after"), default=300, help_text=_("Seconds without a position while the vehicle moves.")
    )
    standing_seconds = models.PositiveIntegerField(
        _("stands too long after"), default=900, help_text=_("Seconds beyond the service and break planned.")
    )
    departure_seconds = models.PositiveIntegerField(
        _("late departure after"), default=600, help_text=_("Seconds after the planned departure.")
    )
    arrival_metres = models.PositiveIntegerField(
        _("arrival within"), default=80, help_text=_("Metres around a stop within which a vehicle is there.")
    )
    arrival_seconds = models.PositiveIntegerField(
        _("arrival after"), default=30, help_text=_("Seconds within that circle before arrival is suggested.")
    )
    overtime_seconds = models.PositiveIntegerField(
        _("positions after the shift"),
        default=0,
        help_text=_("Seconds after a shift's end in which a vehicle on the road may still be followed."),
    )

    class Meta:
        verbose_name = _("watch rules")
        verbose_name_plural = _("watch rules")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(silent_seconds__gte=60, standing_seconds__gte=60),
                name="nobody_is_alarmed_within_a_minute",
            ),
            models.CheckConstraint(
                condition=Q(arrival_metres__range=(20, 1000)), name="an_arrival_circle_is_20_to_1000_metres"
            ),
            models.CheckConstraint(
                condition=Q(overtime_seconds__lte=14400), name="nobody_is_followed_beyond_four_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"watch rules of {self.site}"
