"""What the API for phones takes and gives."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Device
from accounts.states import CommandStatus, DeviceScope, FileStatus

MOST_COMMANDS = 50
STATUSES = [value.lower() for value in CommandStatus.values]


class PairIn(serializers.Serializer[Any]):
    """The code that staff shows, and the key that the phone made."""

    code = serializers.CharField(max_length=20)
    public_key = serializers.CharField(max_length=200, help_text="ECDSA P-256, SPKI as base64.")
    label = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")  # type: ignore[assignment]  # DRF names it so too


class PairHereIn(serializers.Serializer[Any]):
    """The key that the browser made, and what it will be used for."""

    scope = serializers.ChoiceField(choices=DeviceScope.values)
    public_key = serializers.CharField(max_length=200, help_text="ECDSA P-256, SPKI as base64.")
    label = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")  # type: ignore[assignment]  # DRF names it so too


class DeviceOut(serializers.Serializer[Any]):
    """A device as its person knows it, and where the server's end of its chain of acts is."""

    id = serializers.UUIDField(source="public_id")
    label = serializers.CharField()  # type: ignore[assignment]  # DRF names it so too
    scope = serializers.ChoiceField(choices=DeviceScope.values)
    last_counter = serializers.IntegerField()
    user = serializers.SerializerMethodField()

    def get_user(self, device: Device) -> dict[str, str]:
        """Whose it is."""
        return {"id": str(device.user.public_id), "name": str(device.user)}


class PairedOut(serializers.Serializer[Any]):
    """The paired device with its token, which is told this once."""

    device = DeviceOut()
    token = serializers.CharField()
    server_time = serializers.DateTimeField()
    start_page = serializers.CharField()


class MeOut(serializers.Serializer[Any]):
    """Whose device asks, and what time it is here."""

    device = DeviceOut()
    server_time = serializers.DateTimeField()
    unseen = serializers.IntegerField(help_text="Rejected acts that the person has not seen yet.")


@extend_schema_field(OpenApiTypes.OBJECT)
class AsSent(serializers.Field[object, object, object, object]):
    """Taken as it is: one command that cannot be read must not stop the others."""

    def to_internal_value(self, data: object) -> object:
        """Nothing is changed; accounts.envelopes judges."""
        return data


class CommandsIn(serializers.Serializer[Any]):
    """Up to 50 commands in the order in which they were made; docs/devices.md describes one."""

    commands = serializers.ListField(child=AsSent(), min_length=1, max_length=MOST_COMMANDS)


class AnswerOut(serializers.Serializer[Any]):
    """What became of one command."""

    id = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=STATUSES)
    result = serializers.DictField()
    error = serializers.DictField(help_text="code, message, facts; empty where there is none.")
    waits_for = serializers.CharField(allow_blank=True, help_text="gap, files, order or trouble.")
    replayed = serializers.BooleanField(help_text="The answer of an earlier time.")


class AnswersOut(serializers.Serializer[Any]):
    """One answer per command, in order."""

    answers = AnswerOut(many=True)
    server_time = serializers.DateTimeField()


class RejectedOut(serializers.Serializer[Any]):
    """An act that was refused for good, and that its person has not seen."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    error = serializers.DictField()


class UnseenOut(serializers.Serializer[Any]):
    """Rejected acts, oldest first."""

    rejected = RejectedOut(many=True)
    server_time = serializers.DateTimeField()


class SeenIn(serializers.Serializer[Any]):
    """The rejections that the person has looked at."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=500)


class SeenOut(serializers.Serializer[Any]):
    """How many of them were new."""

    seen = serializers.IntegerField()


class FileOut(serializers.Serializer[Any]):
    """How much of a file is here."""

    sha256 = serializers.CharField()
    status = serializers.ChoiceField(choices=FileStatus.values)
    received = serializers.IntegerField()
    size = serializers.IntegerField()
