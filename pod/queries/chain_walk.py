"""A phone's chain of acts walked from its first act on: where it breaks first, and how.

The signature of an act covers the hash of the act before it, and so on back to the first: where every hash
fits its content and its successor, the one signature at the end vouches for all of them.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q

from accounts.envelopes import GENESIS, canonical
from accounts.models import DeviceCommand

BATCH = 2000
COLUMNS = ("device_id", "counter", "id", "kind", "subject", "previous_hash", "hash", "envelope", "flags")
SIGNED = ("id", "counter", "kind", "subject", "previous_hash")


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """Where a chain breaks: the act's place, and whether it is gone, changed or follows another one.

    `noted`: the phone sent it so, and it was flagged and refused when it came.
    """

    counter: int
    what: str
    noted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """What a walk found: from which act to which, and the breaks in their order."""

    begins: int
    ends: int
    breaks: tuple[Break, ...]

    def break_up_to(self, counter: int) -> Break | None:
        """The first break that an act rests on."""
        return next((one for one in self.breaks if one.counter <= counter), None)


def walk_chains(ends: Mapping[int, int], *, at_most: int | None = None) -> dict[int, Walk]:
    """Per device, walked up to the counter `ends`, or with `at_most` only its last acts. One statement."""
    begins = {device: max(1, end - at_most + 1) if at_most else 1 for device, end in ends.items()}
    wanted = Q()
    for device, end in ends.items():
        wanted |= Q(device=device, counter__range=(begins[device], end))
    if not ends:
        return {}
    rows = DeviceCommand.objects.filter(wanted, is_chained=True).order_by("device_id", "counter")
    acts = rows.values_list(*COLUMNS).iterator(chunk_size=BATCH)
    walks = {
        device: _walk(map(_named, of_one), begins[device], ends[device])
        for device, of_one in groupby(acts, key=itemgetter(0))
    }
    gone = {device: _walk(iter(()), begins[device], end) for device, end in ends.items()}
    return gone | walks


def ends_of(acts: Collection[DeviceCommand]) -> dict[int, int]:
    """The last counter per device among these acts."""
    last: dict[int, int] = {}
    for act in acts:
        last[act.device_id] = max(last.get(act.device_id, 0), act.counter)
    return last


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(COLUMNS, row, strict=True))


def _walk(acts: Iterator[dict[str, Any]], begins: int, end: int) -> Walk:
    breaks, expected = [], begins
    before = GENESIS if begins == 1 else None
    for act in acts:
        breaks += [Break(counter=counter, what="gone") for counter in range(expected, act["counter"])][:1]
        if not _fits(act):
            breaks.append(Break(counter=act["counter"], what="changed"))
        elif before is not None and act["previous_hash"] != before:
            noted = "broken_chain" in act["flags"]
            breaks.append(Break(counter=act["counter"], what="torn", noted=noted))
        expected, before = act["counter"] + 1, act["hash"]
    if expected <= end:
        breaks.append(Break(counter=expected, what="gone"))
    return Walk(begins=begins, ends=end, breaks=tuple(breaks))


def _fits(act: dict[str, Any]) -> bool:
    """The hash fits the content, and the columns by which the books ask say the same as the content."""
    said = act["envelope"]
    if not isinstance(said, dict) or hashlib.sha256(canonical(said)).hexdigest() != act["hash"]:
        return False
    return all(said.get(name) == (str(act["id"]) if name == "id" else act[name]) for name in SIGNED)
