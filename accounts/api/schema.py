"""How the doors for phones describe themselves."""

from typing import Any

from core.rest.schema import Schema


class DeviceSchema(Schema):
    """Without an Idempotency-Key: a command carries its own id, a file is named by its content."""

    def get_override_parameters(self) -> list[Any]:
        """No header of ours."""
        return []
