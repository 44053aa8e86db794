"""Who may watch what changes about devices."""

from uuid import UUID

from accounts.models import Device
from core.live import Viewer


def may_watch_devices(viewer: Viewer, key: str) -> bool:
    """The list of devices, and codes that wait for a phone."""
    return viewer.is_authenticated and viewer.has_perm("accounts.pair_devices")  # type: ignore[attr-defined]  # a user


def may_watch_device(viewer: Viewer, key: str) -> bool:
    """One device: its own person, and who pairs devices."""
    if not viewer.is_authenticated:
        return False
    if may_watch_devices(viewer, key):
        return True
    try:
        public_id = UUID(key)
    except ValueError:
        return False
    return Device.objects.working().filter(public_id=public_id, user_id=viewer.pk).exists()
