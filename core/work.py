"""Rows that workers claim: a lease says who works on a row until when, an attempt number fences."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.querysets import LockableQuerySet


def ring(task: Any, **facts: object) -> None:  # noqa: ANN401 - a Celery task
    """Ring a task's doorbell after the commit. A dead broker costs seconds: the sweep finds the row.

    A function of its own, not a partial: Django names what failed by its `__qualname__`, and a partial has
    none, so that a dead broker would fail the request that has just been committed.
    """

    def call() -> None:
        task.apply_async(kwargs=facts, retry=False)

    transaction.on_commit(call, robust=True)


class Leased(models.Model):
    """One unit of background work as a row. The table is the queue; Celery only rings the doorbell."""

    lease_owner = models.CharField(max_length=120, blank=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Counts the claims. The final write names the one it belongs to."),
    )

    class Meta:
        abstract = True


class LeasedQuerySet[M: Leased](LockableQuerySet[M]):
    """Claiming, keeping and finding leased rows. Each call is one guarded statement."""

    def claim(self, *, status: str, owner: str, at: datetime, seconds: int) -> bool:
        """Take the rows of this query whose lease is free; move them to the status, count the attempt.

        Returns whether anything was claimed: of two workers that ask for one row, one gets it.
        """
        free = Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lte=at)
        claimed = self.filter(free).update(
            status=status,
            lease_owner=owner,
            lease_expires_at=at + timedelta(seconds=seconds),
            attempt=F("attempt") + 1,
        )
        return claimed > 0

    def held(self, *, attempt: int) -> Self:
        """The rows while the claim with this attempt number still holds them: the fence of every write."""
        return self.filter(attempt=attempt, lease_expires_at__isnull=False)

    def renew(self, *, attempt: int, at: datetime, seconds: int) -> bool:
        """Keep the lease alive; False means that another worker has taken over and this one must stop."""
        return self.held(attempt=attempt).update(lease_expires_at=at + timedelta(seconds=seconds)) > 0

    def abandoned(self, *, at: datetime) -> Self:
        """Claimed rows whose worker is gone: the sweep rings for them again."""
        return self.filter(lease_expires_at__lte=at)
