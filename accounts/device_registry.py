"""Which service does what a phone sends: apps above register their kinds of acts here.

In an app's `commands` module: `def confirm_pick(command: Received) -> dict[str, object]`, which calls one
service; in its AppConfig.ready(): `device_registry.register("pick.confirm", confirm_pick, scope="FLOOR",
permission="wms.pick")`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from accounts.models import Device, User
from accounts.states import DeviceScope

ANY_SCOPE = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One act of a person, verified: whose it is and when it happened.

    `occurred_at` is UTC, the phone's clock put right and never after `received_at`; `files` are SHA-256
    hashes, which may still be on their way.
    """

    device: Device
    by: User
    id: UUID
    kind: str
    subject: str
    payload: dict[str, Any]
    files: tuple[str, ...]
    occurred_at: datetime
    received_at: datetime

    def idempotency(self, suffix: str = "") -> tuple[str, str]:
        """The key of a ledger posting that this act causes; one suffix per posting."""
        return ("device", f"{self.id}:{suffix}" if suffix else f"{self.id}")


type Act = Callable[[Received], Mapping[str, object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """A kind of act: what does it, which devices may send it, what their person must be allowed to do."""

    kind: str
    act: Act
    scope: str
    permission: str
    needs_files: bool


_acts: dict[str, Registered] = {}


def register(
    kind: str, act: Act, *, scope: str = ANY_SCOPE, permission: str = "", needs_files: bool = False
) -> None:
    """Say what does an act. `scope` is FLOOR, DRIVER or empty for both; an empty permission lets everyone.

    With `needs_files` the act waits until its files are here; else it is done at once and they follow.
    Raises ImproperlyConfigured for a scope that does not exist, or a kind that another function does.
    """
    if scope not in {ANY_SCOPE, *DeviceScope.values}:
        raise ImproperlyConfigured(f"{kind}: there is no device scope {scope!r}")
    made = Registered(kind=kind, act=act, scope=scope, permission=permission, needs_files=needs_files)
    if _acts.setdefault(kind, made) != made:
        raise ImproperlyConfigured(f"{kind} is registered twice")


def find(kind: str) -> Registered | None:
    """The act of that kind, where an app registered one."""
    return _acts.get(kind)


def kinds() -> list[str]:
    """Every kind of act that a phone may send."""
    return sorted(_acts)
