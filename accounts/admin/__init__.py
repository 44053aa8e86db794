"""People, keys, phones and logs in the admin."""

from accounts.admin import devices, keys, logs, people

__all__ = ["devices", "keys", "logs", "people"]
