"""The logs of the house: what happened, what was imported, what was done in this administration."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.urls import reverse

from accounts.models import User
from core.admin_bases import look_at
from core.models import ImportRun, PublicEvent

GOVERN = "accounts.manage_people"


def for_administrators[M: Model](rows: QuerySet[M], user: User | AnonymousUser) -> QuerySet[M]:
    """Logs speak of every site: for those only who see every site."""
    return rows if user.is_active and user.is_superuser else rows.none()


look_at(
    PublicEvent,
    may_view=GOVERN,
    visible=staticmethod(for_administrators),
    display=["recorded_at", "type", "subject_type", "subject_id", "subject_seq", "actor", "scope"],
    list_filter=["subject_type"],
    search_fields=["=subject_id", "=actor", "=type", "=scope"],
    date_hierarchy="recorded_at",
    ordering=["-recorded_at"],
)
look_at(
    ImportRun,
    may_view=GOVERN,
    visible=staticmethod(for_administrators),
    display=[
        "created_at",
        "kind",
        "file_name",
        "status",
        "row_count",
        "good_count",
        "bad_count",
        "actor_label",
    ],
    list_filter=["kind", "status"],
    search_fields=["file_name", "actor_label", "sha256"],
    date_hierarchy="created_at",
    page_of=lambda _self, row: reverse("import-run", args=[row.public_id]),
)
look_at(
    LogEntry,
    may_view=GOVERN,
    visible=staticmethod(for_administrators),
    display=["action_time", "user", "content_type", "object_repr", "action_flag", "change_message"],
    list_filter=["action_flag", "content_type"],
    search_fields=["object_repr", "user__username", "change_message"],
    list_select_related=["user", "content_type"],
    date_hierarchy="action_time",
)
