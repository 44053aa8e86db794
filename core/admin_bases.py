"""Admin bases: who may see and edit what, what may only be looked at, and what every list can do."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.forms import CheckboxSelectMultiple, ModelChoiceField, MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin_acts import Act, action_of
from core.admin_export import export
from core.admin_history import entries_of, values_of
from core.admin_pin import PointInput
from core.admin_saving import Refusable


class HouseAdmin[M: Model](admin.ModelAdmin[M]):
    """What all lists share: the product's own permissions and scopes, acts, export, history, the way back.

    `may_view` and `may_edit` name permissions of the product, so a role means the same here and on the pages.
    """

    may_view: ClassVar[str]
    may_edit: ClassVar[str] = ""
    visible: ClassVar["staticmethod[[QuerySet[Any], Any], QuerySet[Any]] | None"] = None
    acts: ClassVar[Sequence[Act[Any]]] = ()
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    change_form_template = "admin/house_change_form.html"
    object_history_template = "admin/house_history.html"

    def page_of(self, row: M) -> str:
        """The address of the product's own page about the row; empty where it has none."""
        del row
        return ""

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """By the product's permission."""
        del obj
        return _may(request, self.may_view) or _may(request, self.may_edit)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """By the product's permission."""
        del obj
        return _may(request, self.may_edit)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may edit may add."""
        return _may(request, self.may_edit)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Whoever may edit may remove what nothing refers to."""
        del obj
        return _may(request, self.may_edit)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Listed for whom it opens."""
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Only what this user may see."""
        rows = super().get_queryset(request)
        scope = type(self).visible
        return scope(rows, request.user) if scope else rows

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer only what this user may see."""
        other = self.admin_site._registry.get(db_field.related_model)
        if other is not None and "queryset" not in kwargs:
            kwargs["queryset"] = other.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """A list of choices is ticked, not typed."""
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return MultipleChoiceField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                choices=db_field.base_field.choices,
                required=not db_field.blank,
                widget=CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_actions(self, request: HttpRequest, *where: Any) -> Any:
        """The acts that this user may do, and the export."""
        actions: dict[str, Any] = super().get_actions(request, *where)
        for act in self.acts:
            if _may(request, act.permission):
                actions[act.name] = (action_of(act), act.name, act.label)
        if self.has_view_permission(request):
            actions["export_as_csv"] = (export, "export_as_csv", _("Export as CSV"))
        return actions

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what may be done to the row beside it."""
        row = kwargs.get("obj")
        context["page_address"] = self.page_of(row) if row is not None else ""
        fields = context["adminform"].form.fields.values()
        context["acts"] = [act for act in self.acts if _may(request, act.permission)]
        context["has_pin"] = any(isinstance(field.widget, PointInput) for field in fields)
        return super().render_change_form(request, context, *args, **kwargs)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """Which fields changed, and from what to what."""
        message: list[dict[str, Any]] = super().construct_change_message(request, form, formsets, add)
        for part in message:
            if "changed" in part and "object" not in part["changed"]:
                part["changed"]["values"] = values_of(form)
        return message

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done here and what the log of what happened says, newest first."""
        row = self.get_object(request, object_id)
        entries = entries_of(row) if row is not None and self.has_view_permission(request, row) else []
        return super().history_view(request, object_id, {"entries": entries} | (extra_context or {}))


class ReadOnlyAdmin[M: Model](HouseAdmin[M]):
    """For ledgers, proofs and whatever has a lifecycle: seen here, changed by services only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a row by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody edits a row by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody deletes a row by hand."""
        return False


class ReferenceAdmin[M: Model](Refusable[M], HouseAdmin[M]):
    """For reference data: edited by the rules of services and database; a refusal stands in the form."""


class ReadOnlyInline[C: Model, M: Model](admin.TabularInline[C, M]):
    """Lines of a row that is only looked at."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody adds a line by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody edits a line by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody deletes a line by hand."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Whoever sees the row sees its lines."""
        return True


def look_at(model: type[Model], *, may_view: str, display: Sequence[str], **facts: Any) -> None:
    """Register a model that services write: `facts` are further attributes of its ReadOnlyAdmin."""
    shown = {"__doc__": "What services wrote; looked at, never edited.", "may_view": may_view}
    entry = type(f"{model.__name__}Admin", (ReadOnlyAdmin,), shown | {"list_display": display} | facts)
    admin.site.register(model, entry)


def lines_of(
    model: type[Model], *, related: Sequence[str] = (), **facts: Any
) -> type[ReadOnlyInline[Any, Any]]:
    """Lines of a row that is only looked at, with what their columns name in one query."""

    def get_queryset(self: Any, request: HttpRequest) -> QuerySet[Any]:
        return admin.TabularInline.get_queryset(self, request).select_related(*related)

    shown = {"__doc__": "Lines.", "model": model, "get_queryset": get_queryset}
    return type(f"{model.__name__}Inline", (ReadOnlyInline,), shown | facts)


def _may(request: HttpRequest, permission: str) -> bool:
    return bool(permission) and request.user.has_perm(permission)
