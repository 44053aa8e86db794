"""Models of the foundation: what every app inherits, and the tables that know no field."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.public_ids import PublicId, uuid7
from core.querysets import LockableQuerySet
from core.states import IMPORT, ImportMode, ImportStage, ImportStatus
from core.work import Leased, LeasedQuerySet

__all__ = ["IdempotencyKey", "ImportRun", "LockableQuerySet", "PublicEvent", "PublicId", "TimeStamped"]


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


class ImportRunQuerySet(LeasedQuerySet["ImportRun"]):
    """Runs of imports, as pages, workers and the sweep ask for them."""

    def open(self) -> "ImportRunQuerySet":
        """Runs that wait for a worker or that one works on."""
        return self.filter(status__in=ImportRun.OPEN)


class ImportRun(PublicId, Leased, TimeStamped):
    """One file that somebody brought: what it is, what the check found, and what became of it.

    The file itself lies in the file store under its hash. Only core.imports.services writes this.
    """

    kind = models.CharField(max_length=60, help_text=_("Which import, by its registered name."))
    file_name = models.CharField(max_length=200, help_text=_("For people; never a path."))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    encoding = models.CharField(max_length=20, default="utf-8")
    decimal_mark = models.CharField(max_length=1, default=".")
    context = models.JSONField(default=dict, help_text=_("What was chosen beside the file, as it was sent."))
    status = models.CharField(max_length=10, choices=ImportStatus.choices, default=ImportStatus.CHECKED)
    mode = models.CharField(max_length=10, choices=ImportMode.choices, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    good_count = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list, help_text=_("The first errors, each with its row."))
    errors_left_off = models.PositiveIntegerField(default=0, help_text=_("How many more the report holds."))
    notes = models.JSONField(default=list)
    preview = models.JSONField(default=dict, help_text=_("Headings and first rows, as they were read."))
    refusal = models.TextField(blank=True, help_text=_("Why the file as a whole was refused, or failed."))
    actor = models.CharField(max_length=80, blank=True)
    actor_label = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by_label = models.CharField(max_length=150, blank=True)
    asked_by = models.CharField(
        max_length=150, blank=True, help_text=_("The name by which who asked a worker for it signs in.")
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True, help_text=_("Of who asked, for what they read."))
    tries = models.PositiveSmallIntegerField(default=0, help_text=_("Claims since it was asked for."))
    stage = models.CharField(max_length=10, choices=ImportStage.choices, blank=True)
    stage_rows = models.PositiveIntegerField(default=0, help_text=_("How many rows the stage has behind it."))
    is_unwanted = models.BooleanField(default=False, help_text=_("Somebody cancels; the worker will see it."))

    OPEN: ClassVar = (
        ImportStatus.WAITING,
        ImportStatus.CHECKING,
        ImportStatus.QUEUED,
        ImportStatus.APPLYING,
    )
    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(row_count=models.F("good_count") + models.F("bad_count")),
                name="every_row_is_good_or_bad",
            ),
            models.CheckConstraint(
                condition=iff(models.Q(status="APPLIED"), models.Q(applied_at__isnull=False)),
                name="an_applied_import_knows_when",
            ),
            models.CheckConstraint(
                condition=iff(
                    models.Q(status__in=["CHECKING", "APPLYING"]), models.Q(lease_expires_at__isnull=False)
                ),
                name="an_import_at_work_is_held_by_a_worker",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["WAITING", "CHECKING", "QUEUED", "APPLYING"])
                | (models.Q(asked_at__isnull=False) & ~models.Q(asked_by="")),
                name="a_worker_knows_for_whom_it_imports",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["QUEUED", "APPLYING"]) | ~models.Q(mode=""),
                name="an_import_to_be_written_has_a_mode",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "-id"], name="core_import_newest_first"),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(status__in=["WAITING", "CHECKING", "QUEUED", "APPLYING"]),
                name="core_import_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"

    def become(self, status: ImportStatus) -> None:
        """Change the status. Raises IllegalMoveError where the lifecycle forbids it."""
        IMPORT.check(ImportStatus(self.status), status)
        self.status = status

    @property
    def is_open(self) -> bool:
        """Whether a worker has it, or will."""
        return self.status in self.OPEN

    @property
    def can_be_applied(self) -> bool:
        """Whether a person may ask for its rows to be written."""
        return not self.is_open and self.good_count > 0 and bool(IMPORT.moves[ImportStatus(self.status)])
