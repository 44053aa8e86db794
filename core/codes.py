"""What a scanned or typed code means: apps register how they find their own things by it.

`core` knows no word of the field, so it only asks everyone and collects the answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

LONGEST_CODE = 100

type Label = Any  # a str or a lazily translated one


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One thing that a code may mean. `is_exact` says that the code names it and nothing else of its kind."""

    kind: Label
    title: str
    url: str
    icon: str
    hint: Label = ""
    is_exact: bool = True


type Resolver = Callable[[Any, str], Iterable[Match]]
_resolvers: list[Resolver] = []


def register(*resolvers: Resolver) -> None:
    """Called by an app's AppConfig.ready(). A resolver takes the user and the code, and shows the user only
    what he may see."""
    _resolvers.extend(resolver for resolver in resolvers if resolver not in _resolvers)


def resolve(user: Any, code: str) -> list[Match]:  # noqa: ANN401 - core knows no user model
    """Everything the code may mean for this user; what it names exactly stands first."""
    plain = plain_code(code)
    if not plain:
        return []
    found = [match for resolver in _resolvers for match in resolver(user, plain)]
    return sorted(found, key=lambda match: not match.is_exact)


def plain_code(code: str) -> str:
    """The code without what a scanner or a clipboard adds: control characters, ends of spaces."""
    kept = "".join(letter for letter in code[:LONGEST_CODE] if letter.isprintable())
    return kept.strip()
