"""Models of the foundation: what every app inherits, and the two tables that know no field."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.public_ids import PublicId, uuid7
from core.querysets import LockableQuerySet

__all__ = ["IdempotencyKey", "LockableQuerySet", "PublicEvent", "PublicId", "TimeStamped"]


class TimeStamped(models.Model):
    """When the row was written and last changed, by the server's clock."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class PublicEvent(models.Model):
    """One line of the one log of what happened: append-only, gapless per subject, written with the change.

    Timelines, audit, live topics and later webhooks and reports read it; there is no second history.
    A trigger refuses UPDATE and DELETE.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=60)
    schema_version = models.PositiveSmallIntegerField(default=1)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField(help_text=_("The subject's public id."))
    subject_seq = models.PositiveIntegerField(help_text=_("1, 2, 3 … without a gap per subject."))
    occurred_at = models.DateTimeField(help_text=_("By the clock of who did it."))
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(
        max_length=80, blank=True, help_text=_("For example user:0193…; empty: the system.")
    )
    device = models.CharField(max_length=80, blank=True)
    scope = models.CharField(max_length=40, blank=True, help_text=_("The code of the place it belongs to."))
    owner_scope = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    changed = models.JSONField(default=list, help_text=_("Names of the changed fields."))

    class Meta:
        ordering: ClassVar = ["subject_type", "subject_id", "subject_seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "subject_seq"], name="one_event_per_place_in_a_history"
            ),
            models.CheckConstraint(condition=models.Q(subject_seq__gte=1), name="a_history_starts_at_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["-recorded_at"], name="core_event_newest_first")]

    def __str__(self) -> str:
        return f"{self.type} #{self.subject_seq}"


class IdempotencyKey(models.Model):
    """A caller's key and the answer it got, so that the same request twice has one effect."""

    scope = models.CharField(max_length=120, help_text=_("Who asked, and which door."))
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "key"], name="one_answer_per_key")]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="core_idempotency_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
