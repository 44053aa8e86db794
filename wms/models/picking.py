"""What is to be walked for: waves, walks, picks, and the totes they fill."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from wms.models.outbound import Shipment
from wms.models.places import HandlingUnit, Location, Site
from wms.models.stock import Allocation, StockTransaction
from wms.states import PICK, WAVE, PickStatus, WaveStatus


class WaveQuerySet(LockableQuerySet["Wave"]):
    """Waves as the floor asks for them."""

    def under_way(self) -> "WaveQuerySet":
        """Released, and not yet staged."""
        return self.exclude(status__in=[WaveStatus.STAGED, WaveStatus.CANCELLED])


class Wave(PublicId, TimeStamped):
    """Shipments that are picked for one departure: what must stand in which lane by when."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="waves")
    code = models.CharField(_("code"), max_length=20, unique=True)
    group = models.CharField(
        _("for"), max_length=60, help_text=_("What it leaves with, as people call it: for example R07.")
    )
    lane = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage_by = models.DateTimeField(_("to be staged by"))
    deliver_on = models.DateField(_("delivered on"), help_text=_("What is too old by then is not picked."))
    status = models.CharField(_("status"), max_length=9, choices=WaveStatus, default=WaveStatus.RELEASED)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        permissions: ClassVar = [
            ("pick", _("Can pick")),
            ("pack", _("Can pack and print labels")),
            ("stage", _("Can put parcels into lanes")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code=""), name="every_wave_has_a_code"),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "status", "stage_by"], name="wms_wave_next")]

    def __str__(self) -> str:
        return self.code

    def become(self, status: WaveStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        WAVE.check(WaveStatus(self.status), status)
        self.status = status


class WaveShipment(models.Model):
    """A shipment's place in its wave: when it is picked and put into the lane, relative to the others."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="places")
    shipment = models.OneToOneField(Shipment, on_delete=models.PROTECT, related_name="wave_place")
    pick_rank = models.PositiveIntegerField(_("pick order"), default=0, help_text=_("Lower is picked first."))
    stage_rank = models.PositiveIntegerField(
        _("stage order"), default=0, help_text=_("1 is put into the lane first.")
    )

    class Meta:
        verbose_name = _("place in a wave")
        verbose_name_plural = _("places in waves")

    def __str__(self) -> str:
        return f"{self.shipment_id} in {self.wave_id}"


class PickWalkQuerySet(LockableQuerySet["PickWalk"]):
    """Walks as pickers ask for them."""


class PickWalk(PublicId, TimeStamped):
    """One person's way through the aisles with one cart: the totes of one or more shipments."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="walks")
    number = models.PositiveSmallIntegerField(_("number"))
    picker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PickWalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("walk")
        verbose_name_plural = _("walks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "number"], name="one_walk_per_number_and_wave"),
            models.UniqueConstraint(
                fields=["picker"],
                condition=Q(picker__isnull=False, finished_at__isnull=True),
                name="one_walk_at_a_time_per_picker",
            ),
            models.CheckConstraint(
                condition=iff(Q(picker__isnull=True), Q(started_at__isnull=True)),
                name="a_walk_that_began_has_a_picker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}/{self.number}"


class PickQuerySet(LockableQuerySet["Pick"]):
    """Picks as walks and screens ask for them."""

    def to_do(self) -> "PickQuerySet":
        """Not yet picked, short or cancelled."""
        return self.filter(status=PickStatus.OPEN)


class Pick(PublicId, TimeStamped):
    """Take so many from one bin into a tote: one task per allocation, and it follows its allocation."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="picks")
    walk = models.ForeignKey(PickWalk, on_delete=models.PROTECT, related_name="picks")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="picks")
    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="pick")
    sequence = models.PositiveIntegerField(_("place in the walk"))
    tote = models.ForeignKey(HandlingUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField(_("quantity"))
    picked = models.BigIntegerField(_("picked"), default=0)
    status = models.CharField(_("status"), max_length=9, choices=PickStatus, default=PickStatus.OPEN)

    objects = PickQuerySet.as_manager()

    class Meta:
        verbose_name = _("pick")
        verbose_name_plural = _("picks")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_pick_is_of_something"),
            models.CheckConstraint(
                condition=Q(picked__gte=0) & Q(picked__lte=F("quantity")), name="no_more_is_picked_than_asked"
            ),
            models.CheckConstraint(
                condition=iff(Q(status="PICKED"), Q(picked=F("quantity"))),
                name="a_pick_is_done_iff_all_is_picked",
            ),
            models.CheckConstraint(
                condition=Q(picked=0) | Q(tote__isnull=False), name="what_was_picked_is_in_a_tote"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["walk", "sequence"], condition=Q(status="OPEN"), name="wms_pick_next")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.shipment_id}"

    @property
    def left(self) -> int:
        """What is still to be taken."""
        return self.quantity - self.picked if self.status == PickStatus.OPEN else 0

    def become(self, status: PickStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        PICK.check(PickStatus(self.status), status)
        self.status = status


class PickStepQuerySet(LockableQuerySet["PickStep"]):
    """Steps as undoing asks for them."""


class PickStep(models.Model):
    """One reach into the bin: what was put into which tote by which posting, and whether it was put back."""

    pick = models.ForeignKey(Pick, on_delete=models.PROTECT, related_name="steps")
    transaction = models.OneToOneField(StockTransaction, on_delete=models.PROTECT, related_name="+")
    tote = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    serials = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    undone_by = models.OneToOneField(
        StockTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PickStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a pick")
        verbose_name_plural = _("steps of picks")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_step_is_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} into {self.tote_id}"


class ToteUse(models.Model):
    """For which shipment a tote is used, from the first piece until it is empty again."""

    tote = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="uses")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="totes")
    taken_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("use of a tote")
        verbose_name_plural = _("uses of totes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tote"], condition=Q(freed_at__isnull=True), name="a_tote_is_used_for_one_shipment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tote_id} for {self.shipment_id}"
