"""A preview of routes that can be committed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.states import DRAFT, DraftStatus
from routing.models import PlanRun
from wms.models import Site


class PlanDraftQuerySet(LockableQuerySet["PlanDraft"]):
    """Drafts as the planning board asks for them."""


class PlanDraft(PublicId, TimeStamped):
    """A plan for a site and a day that a person looks at, edits, and commits or throws away."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    plan_on = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=9, choices=DraftStatus, default=DraftStatus.PREVIEW)
    run = models.OneToOneField(
        PlanRun, on_delete=models.PROTECT, related_name="+", help_text=_("The engine's answer to it.")
    )
    shifts = models.ManyToManyField(
        "lastmile.Shift", related_name="+", help_text=_("The shifts that may be used.")
    )
    input_hash = models.CharField(
        max_length=64, help_text=_("Of the orders, shifts and locks it was planned from.")
    )
    version = models.PositiveIntegerField(default=1, help_text=_("Counts the edits; a commit names one."))
    edits = models.JSONField(default=list, help_text=_("What a person changed after the engine, in order."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    committed_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = PlanDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan draft")
        verbose_name_plural = _("plan drafts")
        permissions: ClassVar = [
            ("view_plans", _("Can see plans and routes")),
            ("plan_routes", _("Can plan, edit and commit routes")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=iff(Q(status="COMMITTED"), Q(committed_at__isnull=False)),
                name="a_draft_has_a_time_of_committing_iff_committed",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="DISCARDED"), Q(discarded_at__isnull=False)),
                name="a_draft_has_a_time_of_discarding_iff_discarded",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="a_draft_starts_at_version_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "plan_on"], name="lastmile_draft_day")]

    def __str__(self) -> str:
        return f"{self.site} {self.plan_on} v{self.version}"

    def become(self, status: DraftStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        DRAFT.check(DraftStatus(self.status), status)
        self.status = status
