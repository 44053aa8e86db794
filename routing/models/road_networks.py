"""Road networks: each is one extract, built once, in a folder of its own."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, TimeStamped
from routing.states import ROAD_NETWORK, NetworkStatus


class RoadNetworkQuerySet(LockableQuerySet["RoadNetwork"]):
    """Road networks as services ask for them."""

    def active(self) -> "RoadNetwork | None":
        """The network in use, or None before the first one is built."""
        return self.filter(is_active=True).first()


class RoadNetwork(TimeStamped):
    """One build of roads, map and addresses out of one extract. At most one is in use."""

    name = models.CharField(_("name"), max_length=80)
    status = models.CharField(
        _("status"), max_length=8, choices=NetworkStatus, default=NetworkStatus.BUILDING
    )
    is_active = models.BooleanField(_("in use"), default=False)
    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("What was in use before, kept to go back to."),
    )
    folder = models.CharField(max_length=80, unique=True, help_text=_("Its folder below the roads' folder."))
    source = models.CharField(
        _("extract"), max_length=255, help_text=_("Name of the file it was built from.")
    )
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    dated = models.CharField(
        max_length=40, blank=True, help_text=_("When the extract says its data is from.")
    )
    licence = models.CharField(_("licence line"), max_length=200, help_text=_("Shown on every map."))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    has_hierarchies = models.BooleanField(
        default=False, help_text=_("Whether contraction hierarchies, for large matrices, are ready too.")
    )
    counts = models.JSONField(default=dict, help_text=_("Roads, addresses, streets, road cells, tiles."))
    seconds = models.JSONField(default=dict, help_text=_("How long each step took."))
    error = models.TextField(blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = RoadNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("road network")
        verbose_name_plural = _("road networks")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_active"], condition=Q(is_active=True), name="one_road_network_in_use"
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(status=NetworkStatus.READY), name="roads_in_use_are_ready"
            ),
            models.CheckConstraint(
                condition=iff(Q(status=NetworkStatus.READY), Q(ready_at__isnull=False)),
                name="roads_have_a_ready_time_iff_ready",
            ),
            models.CheckConstraint(
                condition=iff(Q(status=NetworkStatus.FAILED), ~Q(error="")),
                name="roads_have_an_error_iff_failed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where its files lie."""
        return Path(settings.ROADS_DIR) / "networks" / self.folder

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of its roads, in degrees."""
        return self.west, self.south, self.east, self.north

    def become(self, status: NetworkStatus) -> None:
        """Move on along the lifecycle. Raises IllegalMoveError."""
        ROAD_NETWORK.check(NetworkStatus(self.status), status)
        self.status = status
