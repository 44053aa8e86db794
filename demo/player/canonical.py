"""The one way to write an act as JSON before it is hashed (RFC 8785), for what this player says.

Numbers are whole, or degrees with at most six decimals.
"""

import json
from collections.abc import Mapping

DECIMALS = 6


def canonical(value: object) -> bytes:
    """Keys sorted by UTF-16, no spaces, numbers as JavaScript writes them."""
    return _written(value).encode()


def degrees(value: float) -> float:
    """A coordinate with as many decimals as can be written without an exponent."""
    return round(value, DECIMALS) + 0.0


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_quoted(key)}:{_written(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, float):
        if round(value, DECIMALS) != value:
            raise ValueError(f"{value} has more than {DECIMALS} decimals")
        text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text
    return _quoted(value)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
