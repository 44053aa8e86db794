"""Acts of pickers."""

from django.utils.translation import gettext as _

from accounts.device_registry import Received
from wms.commands import reading
from wms.errors import NothingToUndoError
from wms.queries.counts import is_emptied
from wms.services import pick_walking, picking, putting_back, shorting
from wms.services.picking import Reach
from wms.services.putting_back import Return


def start_walk(command: Received) -> dict[str, object]:
    """`pick.start`: the next walk of a wave, or with `walk` one that somebody else began."""
    if command.payload.get("take_over"):
        walk = pick_walking.take_over(walk_id=reading.walk(command).pk, by=command.by, at=command.occurred_at)
    else:
        walk = pick_walking.start_walk(
            wave_id=reading.wave(command).pk, by=command.by, at=command.occurred_at
        )
    return {"walk": str(walk.public_id)}


def confirm_pick(command: Received) -> dict[str, object]:
    """`pick.confirm {place, item, tote, quantity, serials}`: into the tote.

    `emptied` says that by the books nothing of it is left in the bin: whoever stands there can see.
    """
    reach = Reach(
        place=reading.text(command, "place"),
        item=reading.text(command, "item"),
        tote=reading.text(command, "tote"),
        quantity=reading.number(command, "quantity"),
        serials=reading.serials(command),
    )
    step = picking.confirm_pick(
        pick_id=reading.pick(command).pk,
        reach=reach,
        command=str(command.id),
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {"quantity": step.quantity, "emptied": is_emptied(step.pick)}


def short_pick(command: Received) -> dict[str, object]:
    """`pick.short`: the rest is not there."""
    shorted = shorting.short_pick(
        pick_id=reading.pick(command).pk,
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {"elsewhere": shorted.elsewhere, "missing": shorted.missing}


def undo_pick(command: Received) -> dict[str, object]:
    """`pick.undo`: put back what was picked last on the walk."""
    step = shorting.last_step(walk_id=reading.walk(command).pk)
    if step is None:
        raise NothingToUndoError(_("Nothing was picked on this walk yet."))
    shorting.undo_pick(
        step_id=step.pk,
        command=str(command.id),
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {"pick": str(step.pick.public_id)}


def put_back(command: Received) -> dict[str, object]:
    """`pick.put_back {unit, item, place, quantity}` in a site: goods of a cancelled order into a bin."""
    back = Return(
        unit=reading.text(command, "unit"),
        item=reading.text(command, "item"),
        place=reading.text(command, "place"),
        quantity=reading.number(command, "quantity"),
        serials=reading.serials(command),
    )
    putting_back.put_back(
        site=reading.site(command),
        back=back,
        command=str(command.id),
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {}
