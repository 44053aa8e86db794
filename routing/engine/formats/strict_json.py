"""JSON without its traps: no NaN, no infinity, no key twice, no unknown or missing field.

Structure is judged here, with the place of the fault; the values are judged by `validate`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from routing.engine.errors import ProblemError

Convert = Callable[[Any, str], Any]
MAX_DIGITS = 18


def parse(text: str) -> object:
    """The JSON value in `text`; ProblemError with line and column when it is none."""
    try:
        return json.loads(
            text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant, parse_int=_small_int
        )
    except json.JSONDecodeError as error:
        raise ProblemError.at(f"line {error.lineno} column {error.colno}", error.msg) from error
    except RecursionError as error:
        raise ProblemError.at("", "nested too deeply") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for at, key in enumerate(keys) if key in keys[:at])
        raise ProblemError.at("", f"the field {double!r} is there twice in one object")
    return result


def _no_constant(name: str) -> float:
    raise ProblemError.at("", f"{name} is not a number")


def _small_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ProblemError.at("", f"the number {digits[:MAX_DIGITS]}… is too large")
    return int(digits)


def as_is(value: object, _place: str) -> object:
    """Taken over; `validate` judges it."""
    return value


def words(value: object, place: str) -> frozenset[str]:
    """A list of texts, none twice."""
    items = list_of(_text)(value, place)
    for at, item in enumerate(items):
        if item in items[:at]:
            raise ProblemError.at(f"{place}[{at}]", f"{item!r} is there twice")
    return frozenset(items)


def list_of(convert: Convert) -> Callable[[Any, str], tuple[Any, ...]]:
    """A converter for a list whose items `convert` takes."""

    def read(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ProblemError.at(place, "must be a list")
        return tuple(convert(item, f"{place}[{at}]") for at, item in enumerate(value))

    return read


def optional(convert: Convert) -> Convert:
    """A converter that lets null pass as None."""
    return lambda value, place: None if value is None else convert(value, place)


def fields(
    value: object, place: str, required: Mapping[str, Convert], others: Mapping[str, Convert] | None = None
) -> dict[str, Any]:
    """An object with all of `required`, perhaps some of `others`, and nothing else."""
    if not isinstance(value, dict):
        raise ProblemError.at(place, "must be an object")
    known = {**required, **(others or {})}
    for name in value:
        if name not in known:
            raise ProblemError.at(_in(place, name[:60]), "is not a field here")
    for name in required:
        if name not in value:
            raise ProblemError.at(_in(place, name), "is missing")
    return {name: known[name](item, _in(place, name)) for name, item in value.items()}


def mapping_of(convert: Convert) -> Callable[[Any, str], dict[str, Any]]:
    """A converter for an object with names of the caller's choice."""

    def read(value: object, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ProblemError.at(place, "must be an object")
        return {name: convert(item, _in(place, name[:60])) for name, item in value.items()}

    return read


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise ProblemError.at(place, "must be a text")
    return value


def _in(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
