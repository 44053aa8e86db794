"""Acts of who counts bins."""

from typing import Any

from accounts.device_registry import Received
from core.errors import BadInputError
from wms.commands import reading
from wms.queries import scanned
from wms.services import count_requests, counting
from wms.services.counting import Counted, Tally
from wms.states import CountReason


def submit(command: Received) -> dict[str, object]:
    """`count.submit {place, item, lines: [{lot, quantity, serials}], seconds}`: what somebody counted."""
    tally = Tally(
        place=reading.text(command, "place"),
        item=reading.text(command, "item"),
        lines=tuple(_line(command, line) for line in _lines(command)),
        seconds=reading.number(command, "seconds", default=0),
    )
    request = counting.count(
        request_id=reading.count_request(command).pk,
        tally=tally,
        command=str(command.id),
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {"status": request.status}


def ask(command: Received) -> dict[str, object]:
    """`count.ask {place, item}` in a site: something is left where nothing should be."""
    site = reading.site(command)
    asked = count_requests.ask_for_count(
        site=site,
        place=scanned.place_called(site, reading.text(command, "place")),
        item=scanned.item_called(reading.text(command, "item")).item,
        reason=CountReason.NOT_EMPTY,
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {"asked": len(asked)}


def _lines(command: Received) -> list[Any]:
    lines = command.payload.get("lines", [])
    if not isinstance(lines, list) or len(lines) > counting.MOST_LINES:
        raise reading.unreadable("lines")
    return lines


def _line(command: Received, line: Any) -> Counted:  # noqa: ANN401 - whatever a phone sent
    if not isinstance(line, dict):
        raise reading.unreadable("lines")
    said = reading.within(command, line)
    try:
        return Counted(
            lot=reading.text(said, "lot"),
            quantity=reading.number(said, "quantity"),
            serials=reading.serials(said),
        )
    except BadInputError as error:
        raise reading.unreadable("lines") from error
