"""Collects what is wrong with an input, with the place of each fault."""

import math
from collections.abc import Collection, Iterable, Sequence

from routing.engine.errors import Issue
from routing.engine.limits import MAX_KEY


class Judge:
    """Small questions about values; each adds an Issue when the answer is no and says whether it was yes."""

    def __init__(self, most: int) -> None:
        self.issues: list[Issue] = []
        self._most = most

    def add(self, place: str, message: str) -> None:
        """Note a fault, unless there are too many already to be read."""
        if len(self.issues) < self._most:
            self.issues.append(Issue(place, message))

    def whole(self, place: str, value: object, low: int, high: int) -> bool:
        """A whole number from `low` to `high`; True and 3.0 are none."""
        if type(value) is not int:
            self.add(place, f"must be a whole number, not {_short(value)}")
            return False
        if not low <= value <= high:
            self.add(place, f"must be from {low} to {high}, not {_short(value)}")
            return False
        return True

    def degrees(self, place: str, value: object, most: int) -> None:
        """A coordinate in degrees."""
        if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > most:  # type: ignore[arg-type]  # a number
            self.add(place, f"must be a number of degrees from -{most} to {most}, not {_short(value)}")

    def text(self, place: str, value: object) -> bool:
        """A text without control characters, at most 200 long."""
        if not isinstance(value, str):
            self.add(place, f"must be a text, not {_short(value)}")
            return False
        if len(value) > MAX_KEY:
            self.add(place, f"is longer than {MAX_KEY} characters")
            return False
        if any(ord(sign) < ord(" ") or sign == "\x7f" for sign in value):
            self.add(place, "has control characters")
            return False
        return True

    def key(self, place: str, value: object) -> None:
        """A text that is not empty."""
        if self.text(place, value) and not value:
            self.add(place, "is empty")

    def count(self, place: str, items: Sequence[object], low: int, high: int) -> None:
        """Between `low` and `high` items."""
        if len(items) < low:
            self.add(place, f"at least {low} needed")
        if len(items) > high:
            self.add(place, f"at most {high} allowed, not {len(items)}")

    def unique(self, place: str, keys: Iterable[object]) -> set[str]:
        """No key twice; answers with the keys."""
        seen: dict[str, int] = {}
        for at, key in enumerate(keys):
            if not isinstance(key, str):
                self.add(f"{place}[{at}]", f"key must be a text, not {_short(key)}")
            elif key in seen:
                self.add(f"{place}[{at}]", f"{key!r} is there twice (first at {place}[{seen[key]}])")
            else:
                seen[key] = at
        return set(seen)

    def known(self, place: str, keys: Iterable[str], among: Collection[str], noun: str) -> None:
        """Every key is one of `among`."""
        for key in keys:
            if key not in among:
                self.add(place, f"there is no {noun} {_short(key)}")


def _short(value: object) -> str:
    text = repr(value)
    longest = 60
    return text if len(text) <= longest else f"{text[:longest]}…"
