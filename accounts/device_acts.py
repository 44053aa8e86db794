"""The acts that accounts itself takes from phones."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.device_registry import Received
from accounts.services import device_commands
from core.errors import BadInputError


def see_rejections(command: Received) -> dict[str, object]:
    """`device.seen {ids}`: the person looked at what was rejected."""
    try:
        ids = [UUID(str(one)) for one in command.payload.get("ids", [])]
    except (TypeError, ValueError) as error:
        raise BadInputError(_("These are not numbers of acts."), field="ids") from error
    return {"seen": device_commands.mark_seen(device=command.device, ids=ids, at=command.received_at)}
