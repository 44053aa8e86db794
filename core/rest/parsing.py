"""JSON as the standard has it: no NaN, no key twice, no null characters, no nesting without end."""

import json
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

DEEPEST = 40


class StrictJSONParser(BaseParser):
    """Raises ParseError with the place of what cannot be accepted."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: object = None) -> Any:  # noqa: ANN401 - JSON
        """Return plain Python values."""
        try:
            text = stream.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
        if "\x00" in text or "\\u0000" in text:
            raise ParseError("The body holds a null character.")
        try:
            value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
        except json.JSONDecodeError as error:
            raise ParseError(f"{error.msg}, line {error.lineno} column {error.colno}.") from error
        except (RecursionError, ValueError) as error:
            raise ParseError(str(error) or "The body is nested too deeply.") from error
        _check_depth(value)
        return value


def _no_constant(name: str) -> NoReturn:
    raise ParseError(f"{name} is not a number.")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ParseError(f"The key {key!r} stands twice in one object.")
        found[key] = value
    return found


def _check_depth(value: object, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise ParseError("The body is nested too deeply.")
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        _check_depth(child, depth + 1)
