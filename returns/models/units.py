"""Goods that come back, and each step with them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models import Route
from returns.models.orders import ReturnOrder
from returns.models.rules import DispositionRule
from returns.states import (
    FORBIDDEN_WHEN_WARM,
    LYING,
    UNDECIDED,
    UNIT,
    ColdChain,
    Disposition,
    Grade,
    LossReason,
    ReturnReason,
    UnitStatus,
)
from wms.models import HandlingUnit, Item, Lot, StockBalance, StockTransaction


class ReturnUnitQuerySet(LockableQuerySet["ReturnUnit"]):
    """Units as the dock and the inspection ask for them."""

    def to_inspect(self) -> "ReturnUnitQuerySet":
        """At the dock, and nobody has decided."""
        return self.filter(status=UnitStatus.RECEIVED)

    def to_put_away(self) -> "ReturnUnitQuerySet":
        """Decided, and still at the dock."""
        return self.filter(status=UnitStatus.DECIDED)


class ReturnUnit(PublicId, TimeStamped):
    """So much of one item and lot that comes back for one reason: it has one life, and one disposition."""

    return_order = models.ForeignKey(ReturnOrder, on_delete=models.PROTECT, related_name="units")
    route = models.ForeignKey(
        Route,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("With which vehicle it comes."),
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handling_unit = models.ForeignKey(
        HandlingUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("In which parcel or bag it came."),
    )
    quantity = models.BigIntegerField(_("quantity"), help_text=_("Base units of the item."))
    serials = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=ReturnReason)
    is_sealed = models.BooleanField(_("sealed"), default=False, help_text=_("Nobody has opened it."))
    cold_chain = models.CharField(_("cold chain"), max_length=7, choices=ColdChain, default=ColdChain.NONE)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    disposition = models.CharField(_("disposition"), max_length=10, choices=Disposition, blank=True)
    rule = models.ForeignKey(
        DispositionRule,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The rule that decided; empty where a person did."),
    )
    loss_reason = models.CharField(_("why it is lost"), max_length=12, choices=LossReason, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    photos = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    status = models.CharField(_("status"), max_length=11, choices=UnitStatus)
    balance = models.ForeignKey(
        StockBalance,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where it lies; empty once it has left the books."),
    )
    received_at = models.DateTimeField(null=True, blank=True)
    available_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it could be promised again; empty: never.")
    )

    objects = ReturnUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("returned unit")
        verbose_name_plural = _("returned units")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_returned_unit_is_of_something"),
            models.CheckConstraint(
                condition=iff(Q(status__in=UNDECIDED), Q(disposition="")),
                name="a_unit_has_a_disposition_once_decided",
            ),
            models.CheckConstraint(
                condition=iff(Q(status__in=LYING), Q(balance__isnull=False)),
                name="a_unit_on_the_books_knows_where",
            ),
            models.CheckConstraint(
                condition=iff(Q(disposition="LOST"), ~Q(loss_reason="")),
                name="what_is_lost_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(cold_chain="BROKEN", disposition__in=FORBIDDEN_WHEN_WARM),
                name="a_broken_cold_chain_is_never_restocked",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "received_at"], name="returns_unit_queue"),
            models.Index(fields=["-received_at"], name="returns_unit_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.item_id}"

    def become(self, status: UnitStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        UNIT.check(UnitStatus(self.status), status)
        self.status = status


class ReturnStepQuerySet(LockableQuerySet["ReturnStep"]):
    """Steps as undoing asks for them."""

    def standing(self) -> "ReturnStepQuerySet":
        """Steps that were not undone."""
        return self.filter(undone_at__isnull=True)


class ReturnStep(models.Model):
    """One step of a unit: what it was, what it became, by which act, and the posting that it was."""

    unit = models.ForeignKey(ReturnUnit, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=11, choices=UnitStatus, blank=True)
    after = models.CharField(max_length=11, choices=UnitStatus)
    posting = models.ForeignKey(
        StockTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lay_on = models.ForeignKey(
        StockBalance,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where the goods lay before."),
    )
    command_id = models.UUIDField(null=True, help_text=_("The act: the same one again changes nothing."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=80, blank=True)
    occurred_at = models.DateTimeField(help_text=_("By the clock of who did it."))
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.UUIDField(null=True, help_text=_("The act that took it back."))

    objects = ReturnStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a return")
        verbose_name_plural = _("steps of returns")
        ordering: ClassVar = ["unit", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "command_id", "after"], name="one_step_per_act_and_unit"),
        ]
        indexes: ClassVar = [models.Index(fields=["command_id"], name="returns_step_command")]

    def __str__(self) -> str:
        return f"{self.before or '-'} to {self.after}"
