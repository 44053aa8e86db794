"""What the OpenAPI document says beyond what the serializers say: problems, and the idempotency key."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
PROBLEM = {
    "type": "object",
    "required": ["type", "code", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"place": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "additionalProperties": True,
}
PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "No valid sign-in or key.",
    "403": "You may not do this.",
    "404": "There is no such thing, or not for you.",
    "409": "The state of things forbids it.",
    "415": "This media type is not taken here.",
    "422": "Some fields cannot be accepted.",
    "503": "Others hold the rows; ask again.",
}


class Schema(AutoSchema):
    """Adds the header of unsafe methods and the problem documents to every operation."""

    def get_override_parameters(self) -> list[Any]:
        """The Idempotency-Key header, where it is required."""
        if self.method in UNSAFE:
            return [
                OpenApiParameter(
                    "Idempotency-Key",
                    str,
                    OpenApiParameter.HEADER,
                    required=True,
                    description="One new value per action; the same one on a retry.",
                )
            ]
        return []

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:  # noqa: ANN401 - its hook
        """The operation as DRF describes it, with our problem documents."""
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            for status, description in PROBLEMS.items():
                content = {"application/problem+json": {"schema": PROBLEM}}
                operation["responses"].setdefault(status, {"description": description, "content": content})
        return operation
