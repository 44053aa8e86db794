"""What an act at the dock names, read so that nothing in it can break a service."""

from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.device_registry import Received
from core.errors import BadInputError, NotFoundError
from lastmile.models import Route
from lastmile.services.delivering import Act
from returns.models import ReturnUnit
from returns.services.receiving import Scan
from wms.models import Site
from wms.queries.access import sites_visible_to

LONGEST_TEXT, MOST, MOST_SERIALS, MOST_PHOTOS = 500, 1_000_000, 500, 10


def act_of(command: Received) -> Act:
    """Who, when, with which scanner, under which command."""
    return Act(
        by=command.by,
        occurred_at=command.occurred_at,
        device=f"device:{command.device.public_id}",
        command_id=command.id,
    )


def site(command: Received) -> Site:
    """The site that the subject names. Raises NotFoundError."""
    found = sites_visible_to(command.by).filter(public_id=_uuid(command.subject, "subject")).first()
    if found is None:
        raise _not_here()
    return found


def unit(command: Received) -> ReturnUnit:
    """The returned unit that the subject names. Raises NotFoundError."""
    rows = ReturnUnit.objects.filter(return_order__site__in=sites_visible_to(command.by))
    found = rows.select_related("return_order").filter(public_id=_uuid(command.subject, "subject")).first()
    if found is None:
        raise _not_here()
    return found


def route(command: Received, value: object) -> Route:
    """A route of the person's sites. Raises NotFoundError."""
    rows = Route.objects.filter(site__in=sites_visible_to(command.by), public_id=_uuid(value, "route"))
    found = rows.select_related("site").first()
    if found is None:
        raise _not_here()
    return found


def scan(command: Received) -> Scan:
    """What was scanned, and what the person saw."""
    said = command.payload
    named = said.get("route")
    return Scan(
        code=text(command, "code"),
        route=route(command, named) if named else None,
        quantity=whole(command, "quantity"),
        serials=texts(command, "serials"),
        is_damaged=said.get("damaged") is True,
        is_cold=maybe(command, "cold"),
    )


def text(command: Received, name: str) -> str:
    """A text of the payload; empty where there is none."""
    value = command.payload.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
        raise wrong(name)
    return value


def whole(command: Received, name: str) -> int:
    """A whole number from 0; 0 where there is none."""
    value = command.payload.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise wrong(name)
    return value


def maybe(command: Received, name: str) -> bool | None:
    """Yes, no, or nobody said."""
    value = command.payload.get(name)
    if value is not None and not isinstance(value, bool):
        raise wrong(name)
    return value


def texts(command: Received, name: str, most: int = MOST_SERIALS) -> tuple[str, ...]:
    """Texts, each once."""
    value = command.payload.get(name, [])
    if not isinstance(value, list) or len(value) > most or not all(isinstance(v, str) for v in value):
        raise wrong(name)
    return tuple(dict.fromkeys(value))


def photos(command: Received) -> tuple[str, ...]:
    """Hashes that the signed command lists: a picture cannot be slipped in afterwards."""
    said = texts(command, "photos", MOST_PHOTOS)
    if not set(said) <= set(command.files):
        raise wrong("photos")
    return said


def choice[C: TextChoices](command: Received, name: str, choices: type[C]) -> C:
    """One of a list of words."""
    value = command.payload.get(name)
    if value not in choices.values:
        raise wrong(name)
    return choices(value)


def wrong(name: str) -> BadInputError:
    """The refusal of a field that cannot be meant."""
    return BadInputError(
        _("%(name)s is missing or cannot be read.") % {"name": name}, place=f"payload/{name}"
    )


def _uuid(value: Any, name: str) -> UUID:  # noqa: ANN401 - whatever a scanner sent
    try:
        return UUID(str(value))
    except ValueError as error:
        raise wrong(name) from error


def _not_here() -> NotFoundError:
    return NotFoundError(_("There is no such thing here, or not for you."))
