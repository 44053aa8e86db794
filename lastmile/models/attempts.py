"""Visits to the door: how each ended, and what became of every line."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId
from lastmile.door_states import DoorResult, HandOver
from lastmile.models.deliveries import Delivery
from lastmile.states import AttemptOutcome, FailureReason
from wms.models import OutboundOrderLine, StockTransaction


class AttemptQuerySet(LockableQuerySet["DeliveryAttempt"]):
    """Visits as the door and the office ask for them."""

    def standing(self) -> "AttemptQuerySet":
        """Visits that were not undone."""
        return self.filter(undone_at__isnull=True)

    def since(self, departed_at: datetime | None) -> "AttemptQuerySet":
        """Visits since a vehicle left: what an earlier vehicle's driver told is over."""
        return self.filter(occurred_at__gte=departed_at) if departed_at else self

    def successes(self) -> "AttemptQuerySet":
        """Standing visits that handed the goods over; at most one per delivery."""
        return self.standing().filter(outcome=AttemptOutcome.DELIVERED, confirms__isnull=True)


class DeliveryAttempt(PublicId):
    """One visit to the door and how it ended; undone within two minutes, otherwise it stands."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    visited = models.ForeignKey(
        "lastmile.StopTask",
        null=True,
        on_delete=models.PROTECT,
        related_name="visits",
        help_text=_("What the driver was asked to do there, even where somebody else was asked later."),
    )
    outcome = models.CharField(max_length=9, choices=AttemptOutcome)
    is_partial = models.BooleanField(default=False, help_text=_("Delivered, but not all of it."))
    hand_over = models.CharField(max_length=10, choices=HandOver, blank=True)
    reason = models.CharField(max_length=13, choices=FailureReason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    confirms = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="confirmed_by",
        help_text=_("Another phone had said the same before: nothing moved a second time."),
    )
    posting = models.ForeignKey(
        StockTransaction,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("How the goods left the vehicle; empty where the books had none there."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=80, blank=True, help_text=_("The phone's public id."))
    command_id = models.UUIDField(
        null=True, unique=True, help_text=_("The phone's command: the same one again changes nothing.")
    )
    arrived_at = models.DateTimeField(null=True, blank=True)
    occurred_at = models.DateTimeField(help_text=_("By the clock of the phone."))
    recorded_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        ordering: ClassVar = ["delivery", "number"]
        permissions: ClassVar = [("drive", _("Can drive routes and deliver"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(outcome="DELIVERED", undone_at__isnull=True, confirms__isnull=True),
                name="one_standing_success_per_delivery",
            ),
            models.CheckConstraint(
                condition=iff(Q(outcome="FAILED"), ~Q(reason="")),
                name="an_attempt_has_a_reason_iff_it_failed",
            ),
            models.CheckConstraint(
                condition=Q(outcome="DELIVERED") | Q(is_partial=False, confirms__isnull=True),
                name="only_a_delivery_is_partial_or_confirms_one",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.outcome}"


class AttemptLine(models.Model):
    """What became of a part of one order line at one visit. Written only where not all was handed over."""

    attempt = models.ForeignKey(DeliveryAttempt, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OutboundOrderLine, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=9, choices=DoorResult)
    quantity = models.BigIntegerField(help_text=_("Base units of the item."))
    serials = ArrayField(models.CharField(max_length=80), default=list, blank=True)

    class Meta:
        verbose_name = _("line of a delivery attempt")
        verbose_name_plural = _("lines of delivery attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attempt", "line", "result"], name="one_result_per_part_of_a_line"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_result_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}: {self.result}"
