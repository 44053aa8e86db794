"""Saving in the admin: what is refused stands in the form, and nobody overwrites another's change."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import DatabaseError, OperationalError, connection
from django.db.models import BaseConstraint, Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.transactions import RETRYABLE, sqlstate

SEEN = "seen_version"


class Refusable[M: Model](admin.ModelAdmin[M]):
    """A refusal while saving or removing becomes an error in the form or a message, never a broken page.

    The row is locked while it is saved, and one that was changed since the form was shown is not overwritten.
    """

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Lock the row that is about to be saved."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            type(found)._base_manager.select_for_update(of=("self",)).get(pk=found.pk)
            found.refresh_from_db()
        return found

    def get_form(
        self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[M]]:
        """The form with what refuses in it."""
        base = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "admin_refusal", None)
        return type(base.__name__, (CarefulForm, base), {"refusal": refusal})

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Save; what was refused comes back as the same form with the reason in it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (DomainError, DatabaseError) as error:
            request.admin_refusal = refusal_of(error, self.model)  # type: ignore[attr-defined]  # for get_form
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Remove; where something refers to it by now, say so."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (DomainError, DatabaseError) as error:
            return self._told(request, error)

    def response_action(self, request: HttpRequest, queryset: Any, *where: Any) -> Any:
        """The same for several."""
        try:
            return super().response_action(request, queryset, *where)
        except (DomainError, DatabaseError) as error:
            return self._told(request, error)

    def _told(self, request: HttpRequest, error: Exception) -> HttpResponse:
        messages.error(request, refusal_of(error, self.model)[1])
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


class CarefulForm(forms.ModelForm[Any]):
    """A model form that knows which state of the row it shows, and what was refused."""

    refusal: tuple[str, str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changed_at = getattr(self.instance, "updated_at", None)
        if self.instance.pk and changed_at:
            self.fields[SEEN] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=changed_at.isoformat()
            )

    def has_changed(self) -> bool:
        """The version is no change."""
        return any(name != SEEN for name in self.changed_data)

    @property
    def changed_data(self) -> list[str]:
        """Without the version."""
        names = [name for name in self.fields if name != SEEN]
        return [name for name in names if self[name]._has_changed()]  # type: ignore[attr-defined]  # Django's own

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook
        self._say_rules_in_words()
        if (
            SEEN in self.fields
            and self.data.get(SEEN, self.fields[SEEN].initial) != self.fields[SEEN].initial
        ):
            self.add_error(None, _("Somebody changed this meanwhile. Open it again and look."))
        if self.refusal:
            field, message = self.refusal
            self.add_error(field if field in self.fields else None, message)

    def _say_rules_in_words(self) -> None:
        """Constraints are named by sentences: show the sentence, not that a constraint is violated."""
        named = {
            str(rule.get_violation_error_message()): _in_words(rule.name)
            for rule in self.instance._meta.constraints
            if _is_unworded(rule)
        }
        for error in self.errors.as_data().get(NON_FIELD_ERRORS, []):
            if isinstance(error.message, str) and error.message in named:
                error.message = named[error.message]


def adopt(shown: Model, made: Model) -> None:
    """Let the object that the admin goes on with be what a service made."""
    for name, value in vars(made).items():
        setattr(shown, name, value)


def refusal_of(error: Exception, model: type[Model]) -> tuple[str, str]:
    """The field that a refusal names, or nothing, and its reason. Raises the error again if it is none."""
    if isinstance(error, DomainError):
        return str(error.facts.get("field") or error.facts.get("place") or ""), error.message
    if isinstance(error, OperationalError):
        if sqlstate(error) in RETRYABLE:
            return "", _("Others are working on this right now. Nothing was changed; try again.")
        raise error
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    rules = {rule.name: rule for rule in model._meta.constraints}
    if name in rules and not _is_unworded(rules[name]):
        return "", str(rules[name].get_violation_error_message())
    first_line = str(error.__cause__ or error).partition("\n")[0]
    return "", _in_words(name) if name else _("The database refused it: %(why)s") % {"why": first_line}


def _is_unworded(rule: BaseConstraint) -> bool:
    return rule.violation_error_message == BaseConstraint.default_violation_error_message


def _in_words(name: str) -> str:
    return _("That cannot be: %(rule)s.") % {"rule": name.replace("_", " ")}
