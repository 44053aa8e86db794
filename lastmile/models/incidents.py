"""What of the day a person must look at."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models.deliveries import Delivery
from lastmile.models.routes import Route
from lastmile.models.stops import Stop
from lastmile.states import INCIDENT, IncidentKind, IncidentStatus, Severity
from wms.models import Site


class IncidentQuerySet(LockableQuerySet["Incident"]):
    """Incidents as the inbox and the detector ask for them."""

    def unresolved(self) -> "IncidentQuerySet":
        """Incidents that still wait for somebody, snoozed ones included."""
        return self.exclude(status=IncidentStatus.RESOLVED)

    def standing(self) -> "IncidentQuerySet":
        """Incidents whose cause is not known to be gone, whatever people said about them."""
        return self.filter(cleared_at__isnull=True)


class Incident(PublicId, TimeStamped):
    """One cause with one subject, raised once: until its cause is gone nobody can raise it again.

    `cleared_at` is when the cause went away; `resolved_at` when the incident ended, by a person or with its
    cause. One that a person resolved while its cause stands keeps quiet until the cause is gone and returns.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=IncidentKind)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity)
    status = models.CharField(_("status"), max_length=12, choices=IncidentStatus, default=IncidentStatus.OPEN)
    subject_type = models.CharField(max_length=10, help_text=_("stop, route, delivery or load"))
    subject_id = models.UUIDField(help_text=_("The subject's public id."))
    route = models.ForeignKey(
        Route, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    stop = models.ForeignKey(Stop, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents")
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    facts = models.JSONField(default=dict, help_text=_("The few figures that decide."))
    raised_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(_("note"), max_length=500, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(cleared_at__isnull=True),
                name="one_standing_incident_per_kind_and_subject",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="SNOOZED"), Q(snoozed_until__isnull=False)),
                name="an_incident_sleeps_until_a_time_iff_snoozed",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="RESOLVED"), Q(resolved_at__isnull=False)),
                name="an_incident_has_a_time_of_resolving_iff_resolved",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(status="RESOLVED"),
                name="an_incident_without_a_cause_is_resolved",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["site", "raised_at"], condition=~Q(status="RESOLVED"), name="lastmile_incident_inbox"
            ),
            models.Index(fields=["site", "-raised_at"], name="lastmile_incident_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_type} {self.subject_id}"

    def become(self, status: IncidentStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        INCIDENT.check(IncidentStatus(self.status), status)
        self.status = status


class IncidentComment(PublicId):
    """What somebody wrote about an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="comments")
    text = models.CharField(_("comment"), max_length=1000)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("comment on an incident")
        verbose_name_plural = _("comments on incidents")
        ordering: ClassVar = ["incident", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"comment on incident {self.incident_id}"
