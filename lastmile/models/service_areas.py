"""How a site delivers."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from wms.models import Site

DEFAULT_SERVICE_SECONDS = 180
DEFAULT_ROAD_LIMIT_METRES = 500


class ServiceArea(TimeStamped):
    """How a site delivers: until when an order for a day is taken, how far it goes, how long a stop takes.

    A site without a row delivers by the defaults written here.
    """

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="+")
    cut_off = models.TimeField(
        _("cut-off"),
        null=True,
        blank=True,
        help_text=_("Orders for a day are taken until this time of the day before. Empty: until release."),
    )
    opens = models.TimeField(_("first departure"), default=time(8))
    closes = models.TimeField(_("last return"), default=time(18))
    reach_metres = models.PositiveIntegerField(
        _("reach"), default=100_000, help_text=_("Metres from the site; farther addresses are refused.")
    )
    road_limit_metres = models.PositiveIntegerField(
        _("distance from roads"),
        default=DEFAULT_ROAD_LIMIT_METRES,
        help_text=_("Metres; a point farther than this from any road is refused."),
    )
    service_seconds = models.PositiveIntegerField(
        _("time at the door"),
        default=DEFAULT_SERVICE_SECONDS,
        help_text=_("Seconds, where an order says none."),
    )

    class Meta:
        verbose_name = _("service area")
        verbose_name_plural = _("service areas")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="a_service_area_opens_before_it_closes"
            ),
            models.CheckConstraint(condition=Q(reach_metres__gt=0), name="a_service_area_reaches_somewhere"),
        ]

    def __str__(self) -> str:
        return f"service area of {self.site}"
