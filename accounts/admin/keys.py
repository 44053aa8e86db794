"""Keys by which other systems act: issued here, shown once, revoked."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.access import user_of
from accounts.models import ApiKey, User
from accounts.services import keys
from core.admin_acts import Act, Asked
from core.admin_bases import ReferenceAdmin
from core.admin_saving import adopt

GOVERN = "accounts.manage_people"


def _revoke(key: ApiKey, asked: Asked) -> bool:
    if key.revoked_at is not None:
        return False
    keys.revoke_key(key_id=key.pk, at=asked.at)
    return True


@admin.register(ApiKey)
class ApiKeyAdmin(ReferenceAdmin[ApiKey]):
    """Keys are issued and revoked, never changed. The secret is shown once and not kept."""

    may_view = may_edit = GOVERN
    list_display = ["label", "user", "prefix", "created_at", "last_used_on", "revoked_at"]
    search_fields = ["label", "prefix", "user__username"]
    list_select_related = ["user"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["user"]
    acts = (
        Act(
            name="revoke",
            label=_("Revoke"),
            question=_("The systems that use these keys are refused from now on. This cannot be undone."),
            permission=GOVERN,
            carry_out=_revoke,
        ),
    )

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        """Whose and what for; the rest is decided by the program."""
        return (
            ["user", "label", "prefix", "created_at", "last_used_on", "revoked_at"]
            if obj
            else ["user", "label"]
        )

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Nobody gives powers that he does not have: a key acts as its user."""
        if db_field.name == "user" and not user_of(request).is_superuser:
            kwargs["queryset"] = User.objects.filter(is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """A key is what it was issued as."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """It is revoked, and stays as what it was."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Let the service make the secret."""
        made, secret = keys.issue_key(user=obj.user, label=obj.label)
        adopt(obj, made)
        request.secret_to_show = secret  # type: ignore[attr-defined]  # for the answer of this request only

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret on this answer; no message, cookie or cache keeps it."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The key was issued"),
            "opts": self.opts,
            "key": obj,
            "secret": request.secret_to_show,  # type: ignore[attr-defined]  # of this request only
        }
        answer = TemplateResponse(request, "admin/key_issued.html", context)
        answer.headers["Cache-Control"] = "no-store"
        return answer
