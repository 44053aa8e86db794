"""The house's rules about what comes back, one per row; edited in the admin."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from lastmile.models import DeliveryAttempt
from returns.engine.judging import Rule
from returns.states import CHOSEN_BY_PEOPLE, ColdChain, Disposition, Grade, ReturnReason
from wms.models import Site
from wms.states import Temperature

OF_RULES = [(value.value, value.label) for value in CHOSEN_BY_PEOPLE]


class DispositionRule(TimeStamped):
    """What becomes of goods that come back. The first rule that holds decides; a site's own count for it."""

    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text=_("Empty: every.")
    )
    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("Lower is asked first."))
    is_active = models.BooleanField(_("active"), default=True)
    reasons = ArrayField(
        models.CharField(max_length=16, choices=ReturnReason),
        verbose_name=_("reasons"),
        default=list,
        blank=True,
    )
    temperatures = ArrayField(
        models.CharField(max_length=7, choices=Temperature),
        verbose_name=_("goods that are kept"),
        default=list,
        blank=True,
    )
    cold_chains = ArrayField(
        models.CharField(max_length=7, choices=ColdChain),
        verbose_name=_("cold chain"),
        default=list,
        blank=True,
    )
    grades = ArrayField(
        models.CharField(max_length=1, choices=Grade), verbose_name=_("grades"), default=list, blank=True
    )
    category = models.CharField(_("goods of category"), max_length=80, blank=True)
    is_sealed = models.BooleanField(_("sealed"), null=True, blank=True, help_text=_("Unknown: either."))
    fewer_days_than = models.IntegerField(
        _("fewer days left than"),
        null=True,
        blank=True,
        help_text=_("Until expiry, beyond the item's minimum shelf life. Empty: any."),
    )
    value_from_minor = models.PositiveBigIntegerField(
        _("goods worth at least"), default=0, help_text=_("Minor units, all of the position.")
    )
    disposition = models.CharField(
        _("what becomes of it"),
        max_length=10,
        choices=OF_RULES,
        blank=True,
        help_text=_("Empty: a person looks."),
    )

    class Meta:
        verbose_name = _("rule about returns")
        verbose_name_plural = _("rules about returns")
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "rank"], name="one_rule_about_returns_per_rank", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.rank}: {Disposition(self.disposition).label if self.disposition else _('a person looks')}"
        )

    @property
    def rule(self) -> Rule:
        """As the engine reads it."""
        return Rule(
            rank=self.rank,
            disposition=self.disposition,
            reasons=frozenset(self.reasons),
            temperatures=frozenset(self.temperatures),
            cold_chains=frozenset(self.cold_chains),
            grades=frozenset(self.grades),
            category=self.category,
            is_sealed=self.is_sealed,
            fewer_days_than=self.fewer_days_than,
            value_from_minor=self.value_from_minor,
        )


class ReasonRule(TimeStamped):
    """What a reason means: whether the delivery is tried again, and how often. A site's own counts for it."""

    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text=_("Empty: every.")
    )
    reason = models.CharField(_("reason"), max_length=16, choices=ReturnReason)
    tries_again = models.BooleanField(
        _("tried again"), default=False, help_text=_("Goods that could not be handed over go out once more.")
    )
    most_attempts = models.PositiveSmallIntegerField(
        _("at most so often"), default=3, help_text=_("Visits, all told; then they go back to stock.")
    )

    class Meta:
        verbose_name = _("rule about a reason")
        verbose_name_plural = _("rules about reasons")
        ordering: ClassVar = ["reason"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "reason"], name="one_rule_per_site_and_reason", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return str(ReturnReason(self.reason).label)


class ReturnPlan(TimeStamped):
    """What a person decided about one failed visit, whatever its reason says."""

    attempt = models.OneToOneField(DeliveryAttempt, on_delete=models.PROTECT, related_name="+")
    tries_again = models.BooleanField(_("tried again"))
    try_on = models.DateField(_("day"), null=True, blank=True, help_text=_("Empty: the next day."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision about a failed delivery")
        verbose_name_plural = _("decisions about failed deliveries")

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.tries_again}"
