"""Phones and scanners and what they sent: looked at, and ended."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, DeviceCommand, DeviceFile, PairingCode
from accounts.services import pairing
from core.admin_acts import Act, Asked
from core.admin_bases import look_at

VIEW = "accounts.pair_devices"


def _end(device: Device, asked: Asked) -> bool:
    if device.is_revoked:
        return False
    pairing.revoke_device(device=device, by=asked.by, at=asked.at)
    return True


look_at(
    Device,
    may_view=VIEW,
    display=["label", "user", "scope", "paired_at", "last_seen_at", "revoked_at"],
    list_filter=["scope"],
    search_fields=["label", "user__username", "user__last_name"],
    list_select_related=["user"],
    date_hierarchy="paired_at",
    exclude=["token_hash"],
    page_of=lambda _self, _row: reverse("accounts:devices"),
    acts=(
        Act(
            name="end_device",
            label=_("End"),
            question=_("They are signed out at once. What they have not sent stays on them."),
            permission=VIEW,
            carry_out=_end,
        ),
    ),
)
look_at(
    PairingCode,
    may_view=VIEW,
    display=["user", "scope", "shown_by", "expires_at", "used_at", "misses"],
    list_filter=["scope"],
    search_fields=["user__username"],
    list_select_related=["user", "shown_by"],
    date_hierarchy="created_at",
    exclude=["code_hash"],
)
look_at(
    DeviceCommand,
    may_view=VIEW,
    display=["kind", "subject", "device", "counter", "occurred_at", "received_at", "status", "flags"],
    list_filter=["status", "kind", "is_chained"],
    search_fields=["id", "subject", "device__label", "device__user__username"],
    list_select_related=["device__user"],
    date_hierarchy="received_at",
)
look_at(
    DeviceFile,
    may_view=VIEW,
    display=["sha256", "device", "status", "media_type", "size", "created_at"],
    list_filter=["status", "media_type"],
    search_fields=["sha256", "device__label"],
    list_select_related=["device__user"],
    date_hierarchy="created_at",
)
