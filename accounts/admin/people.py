"""People and what they may do."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import ManyToManyField, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import user_of
from accounts.models import User
from accounts.roles import ROLES
from accounts.services import people
from core.admin_bases import ReferenceAdmin

GOVERN = "accounts.manage_people"
POWERS = ["is_superuser", "is_staff"]

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(ReferenceAdmin[User], DjangoUserAdmin[User]):
    """Users with their roles. They are switched off, not removed: the log of what happened names them."""

    may_view = may_edit = GOVERN
    list_display = ["username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["groups", "is_active", "is_staff"]
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Administrators are changed by administrators only."""
        above = obj is not None and obj.is_superuser and not user_of(request).is_superuser
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody is removed from what happened."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody gives powers that he does not have."""
        more = [] if user_of(request).is_superuser else POWERS
        return [*self.readonly_fields, *more] if obj else []

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """Offer the roles that give no more than the person has."""
        if db_field.name == "groups":
            kwargs["queryset"] = _roles_within(user_of(request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """By the service that keeps somebody in charge."""
        people.keep_person(person=obj, by=user_of(request))


@admin.register(Group)
class RoleAdmin(ReferenceAdmin[Group], DjangoGroupAdmin):
    """Roles. Those of the house come with the program and are only looked at; others may be added."""

    may_view = may_edit = GOVERN
    list_display = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A role can hold any permission: for those who have them all."""
        return user_of(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """The house's roles are written anew with each version."""
        return user_of(request).is_superuser and not (obj and obj.name in ROLES)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """As with changing."""
        return self.has_change_permission(request, obj)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest | None = None, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """Offer the permissions that doors ask for, not Django's four per table."""
        if db_field.name == "permissions":
            kwargs["queryset"] = _asked_for()
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _asked_for() -> QuerySet[Permission]:
    named = {name.partition(".")[2] for names in ROLES.values() for name in names}
    return Permission.objects.filter(codename__in=named).select_related("content_type")


def _roles_within(user: User) -> QuerySet[Group]:
    """The roles all of whose permissions the user has."""
    roles = Group.objects.order_by("name")
    if user.is_superuser:
        return roles
    mine = Permission.objects.filter(group__user=user)
    beyond = Permission.objects.exclude(pk__in=mine.values("pk"))
    return roles.exclude(permissions__in=beyond.values("pk"))
