"""Taking a guard away for a moment, to see that its test notices: a test that stays green then is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType

import pytest


@contextmanager
def without(guard: Callable[..., object], instead: Callable[..., object]) -> Iterator[None]:
    """Let `guard` do what `instead` does, wherever it was imported to: its code is exchanged, not its name.

    `instead` must be a plain function without names from around it.
    """
    assert isinstance(guard, FunctionType)
    assert isinstance(instead, FunctionType)
    kept = guard.__code__, guard.__defaults__, guard.__kwdefaults__
    guard.__code__, guard.__defaults__, guard.__kwdefaults__ = (
        instead.__code__, instead.__defaults__, instead.__kwdefaults__,
    )  # fmt: skip
    try:
        yield
    finally:
        guard.__code__, guard.__defaults__, guard.__kwdefaults__ = kept


@contextmanager
def noticed(match: str = "") -> Iterator[None]:
    """What runs inside must fail as a check fails."""
    with pytest.raises(AssertionError, match=match):
        yield
