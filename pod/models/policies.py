"""The house's rules about proof, one per row; edited in the admin."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from lastmile.door_states import HandOver
from lastmile.states import FailureReason
from pod.engine.due import Rule
from pod.states import PolicyOutcome, ProofKind, ProofMode, Waiver


class ProofPolicy(TimeStamped):
    """When one kind of proof is due. Of the rules that hold for a kind, the highest rank decides."""

    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("Higher beats lower."), unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    kind = models.CharField(_("proof"), max_length=9, choices=ProofKind)
    mode = models.CharField(_("how strictly"), max_length=16, choices=ProofMode)
    min_count = models.PositiveSmallIntegerField(_("how many"), default=1)
    waivers = ArrayField(
        models.CharField(max_length=11, choices=Waiver),
        verbose_name=_("reasons that may stand in for it"),
        default=list,
        blank=True,
    )
    instructions = models.CharField(_("said to the driver"), max_length=200, blank=True)
    outcome = models.CharField(_("ending"), max_length=9, choices=PolicyOutcome, blank=True)
    hand_overs = ArrayField(
        models.CharField(max_length=10, choices=HandOver),
        verbose_name=_("handed over"),
        default=list,
        blank=True,
    )
    reasons = ArrayField(
        models.CharField(max_length=13, choices=FailureReason),
        verbose_name=_("not delivered because"),
        default=list,
        blank=True,
    )
    min_value_minor = models.PositiveBigIntegerField(
        _("goods worth at least"), default=0, help_text=_("Minor units, the whole delivery.")
    )
    min_age = models.PositiveSmallIntegerField(
        _("goods from age"), default=0, help_text=_("Goods that are sold from this age on.")
    )
    hazardous_only = models.BooleanField(_("hazardous goods only"), default=False)
    category = models.CharField(
        _("goods of category"), max_length=80, blank=True, help_text=_("The item's category.")
    )
    min_priority = models.PositiveSmallIntegerField(
        _("priority from"), default=0, help_text=_("The delivery's service level, 0 to 100.")
    )

    class Meta:
        verbose_name = _("rule about proof")
        verbose_name_plural = _("rules about proof")
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(min_count__gte=1), name="a_proof_is_asked_for_at_least_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(mode="MANDATORY_UNLESS") | ~models.Q(waivers=[]),
                name="a_reason_that_may_stand_in_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.kind} {self.mode}"

    @property
    def rule(self) -> Rule:
        """As the engine reads it."""
        return Rule(
            kind=self.kind,
            mode=self.mode,
            rank=self.rank,
            outcome=self.outcome,
            hand_overs=frozenset(self.hand_overs),
            reasons=frozenset(self.reasons),
            min_value_minor=self.min_value_minor,
            min_age=self.min_age,
            hazardous_only=self.hazardous_only,
            category=self.category,
            min_priority=self.min_priority,
            min_count=self.min_count,
            waivers=tuple(self.waivers),
            instructions=self.instructions,
        )
