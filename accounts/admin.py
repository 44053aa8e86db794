"""People in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from accounts.models import ApiKey, User
from core.admin_bases import ReadOnlyAdmin


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Users with their roles (groups)."""

    list_display = ["username", "first_name", "last_name", "email", "is_active", "last_login"]
    list_filter = ["groups", "is_active", "is_staff"]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin[ApiKey]):
    """Keys are issued by `manage.py issue_api_key`, because the secret is shown once."""

    list_display = ["label", "user", "prefix", "created_at", "last_used_on", "revoked_at"]
    list_filter = ["revoked_at"]
    exclude = ["secret_hash"]
