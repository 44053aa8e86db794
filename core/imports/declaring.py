"""What a person says about a file beside its bytes:

the encoding, the decimal mark, and the kind's own context.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.imports.errors import ContextRefusedError
from core.imports.kinds import Context, ImportKind, Person
from core.tables.columns import Reading
from core.tables.encodings import DECLARABLE

DECIMAL_MARKS = (".", ",")


@dataclass(frozen=True, slots=True)
class Declaration:
    """As it was sent: `context` holds the raw values of the kind's form."""

    encoding: str = "utf-8"
    decimal_mark: str = "."
    context: Mapping[str, str] = field(default_factory=dict)


def read_declaration(kind: ImportKind, sent: Mapping[str, str]) -> Declaration:
    """Pick out what belongs to the import.

    Raises ContextRefusedError for an encoding or mark that is not offered.
    """
    encoding = sent.get("encoding") or DECLARABLE[0]
    decimal_mark = sent.get("decimal_mark") or DECIMAL_MARKS[0]
    offered = (("encoding", encoding, DECLARABLE), ("decimal_mark", decimal_mark, DECIMAL_MARKS))
    for place, value, choices in offered:
        if value not in choices:
            told = _("Choose one of: %(choices)s.") % {"choices": "  ".join(choices)}
            raise ContextRefusedError(told, errors=[{"place": place, "message": told}], field=place)
    names = kind.context_form.base_fields if kind.context_form else ()
    return Declaration(encoding, decimal_mark, {name: sent[name] for name in names if name in sent})


def cleaned_context(kind: ImportKind, values: Mapping[str, str], *, user: Person) -> Context:
    """The context that the kind's functions get. Raises ContextRefusedError that names each field.

    Read anew for each act: what the user may see decides, not what was sent earlier.
    """
    if kind.context_form is None:
        return {}
    form = kind.context_form(dict(values), user=user)
    if form.is_valid():
        cleaned: dict[str, Any] = form.cleaned_data
        return cleaned
    errors = [
        {"place": name, "message": str(message)}
        for name, messages in form.errors.items()
        for message in messages
    ]
    told = " ".join(error["message"] for error in errors)
    raise ContextRefusedError(told, errors=errors, field=errors[0]["place"])


def reading_of(kind: ImportKind, declared: Declaration, context: Context) -> Reading:
    """How the cells of the file are to be read."""
    return Reading(zone=kind.zone(context), decimal_mark=declared.decimal_mark)
