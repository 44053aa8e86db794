"""What accounts tells the apps above it."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceFilesKept(Event):
    """Pictures from a phone are here in full: proofs that name their hashes can be completed."""

    device_id: int
    sha256s: list[str]
