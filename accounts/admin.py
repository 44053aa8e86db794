"""People in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from accounts.models import ApiKey, Device, DeviceCommand, DeviceFile, User
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


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin[Device]):
    """Paired phones and scanners; the page Devices pairs and ends them."""

    list_display = ["label", "user", "scope", "paired_at", "last_seen_at", "revoked_at"]
    list_filter = ["scope", "revoked_at"]
    search_fields = ["label", "user__username"]
    exclude = ["token_hash"]


@admin.register(DeviceCommand)
class DeviceCommandAdmin(ReadOnlyAdmin[DeviceCommand]):
    """What phones sent, as they signed it."""

    list_display = ["kind", "subject", "device", "counter", "occurred_at", "received_at", "status", "flags"]
    list_filter = ["status", "kind", "is_chained"]
    search_fields = ["id", "subject", "device__label", "device__user__username"]


@admin.register(DeviceFile)
class DeviceFileAdmin(ReadOnlyAdmin[DeviceFile]):
    """Photos and signatures from phones."""

    list_display = ["sha256", "device", "status", "media_type", "size", "created_at"]
    list_filter = ["status", "media_type"]
    search_fields = ["sha256"]
