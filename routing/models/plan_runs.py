"""One question to the planning engine, kept whole, with the best answer so far."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import PublicId, TimeStamped
from core.work import Leased, LeasedQuerySet
from routing.states import PLAN_RUN, PlanRunStatus, Wish

ENDED = [PlanRunStatus.FINISHED, PlanRunStatus.FAILED, PlanRunStatus.CANCELLED]


class PlanRunQuerySet(LeasedQuerySet["PlanRun"]):
    """Runs as workers and the sweep ask for them."""

    def open(self) -> "PlanRunQuerySet":
        """Runs that are not over."""
        return self.exclude(status__in=ENDED)


class PlanRun(PublicId, Leased, TimeStamped):
    """A problem, the seconds and the seed to solve it with, and the best plan so far.

    The problem is the engine's JSON; its matrices lie in files named by their content hash. Any run can be
    solved again by `python -m routing.engine`, without a database.
    """

    status = models.CharField(max_length=9, choices=PlanRunStatus, default=PlanRunStatus.QUEUED)
    wish = models.CharField(max_length=6, choices=Wish, default=Wish.NONE, blank=True)
    problem = models.JSONField(help_text=_("The engine's problem; matrices by content hash."))
    start = models.JSONField(null=True, blank=True, help_text=_("A plan to begin from."))
    seconds = models.PositiveIntegerField(help_text=_("Wall time for the solver."))
    seed = models.PositiveIntegerField(default=1)
    visits = models.PositiveIntegerField(help_text=_("How many visits were asked for."))
    vehicles = models.PositiveIntegerField(help_text=_("How many vehicles could be used."))
    roads = models.CharField(max_length=9, default="roads", help_text=_("Where travel times come from."))
    engine = models.CharField(
        max_length=60, blank=True, help_text=_("Engine and version that made the plan.")
    )
    plan = models.JSONField(null=True, blank=True, help_text=_("The best plan so far."))
    cost = models.BigIntegerField(
        null=True, blank=True, help_text=_("Its cost by our evaluator, minor units.")
    )
    unplanned = models.PositiveIntegerField(null=True, blank=True, help_text=_("Visits it leaves out."))
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlanRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan run")
        verbose_name_plural = _("plan runs")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=iff(Q(status__in=["FINISHED", "FAILED", "CANCELLED"]), Q(ended_at__isnull=False)),
                name="plan_run_has_an_end_iff_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(status="FINISHED")
                | Q(plan__isnull=False, cost__isnull=False, unplanned__isnull=False),
                name="a_finished_run_has_a_plan",
            ),
            models.CheckConstraint(
                condition=~Q(status="FAILED") | ~Q(error=""), name="a_failed_run_says_why"
            ),
            models.CheckConstraint(
                condition=Q(seconds__gte=1, seconds__lte=1200), name="a_run_ends_within_20_minutes"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], condition=Q(status__in=["QUEUED", "SOLVING"]), name="routing_runs_open"
            )
        ]

    def __str__(self) -> str:
        return f"plan run {self.public_id}"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come."""
        return PLAN_RUN.is_final(PlanRunStatus(self.status))


class PlanProgress(models.Model):
    """A better plan on the way, `elapsed_ms` after the solver began; its cost is our evaluator's."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="progress")
    attempt = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    elapsed_ms = models.PositiveIntegerField()
    cost = models.BigIntegerField()
    unplanned = models.PositiveIntegerField()
    plan = models.JSONField()

    class Meta:
        verbose_name = _("progress of a plan run")
        verbose_name_plural = _("progress of plan runs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "attempt", "number"], name="one_progress_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.cost} after {self.elapsed_ms} ms"
