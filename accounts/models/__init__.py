"""People who sign in, keys by which other systems do, and the phones and scanners that people work with."""

from accounts.models.commands import DeviceCommand
from accounts.models.devices import Device, PairingCode
from accounts.models.files import DeviceFile
from accounts.models.people import ApiKey, User

__all__ = ["ApiKey", "Device", "DeviceCommand", "DeviceFile", "PairingCode", "User"]
