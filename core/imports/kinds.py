"""What can be imported: apps register their kinds here, from AppConfig.ready()."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _

from core.errors import NotFoundError
from core.tables.columns import Column, Words
from core.tables.parsing import Row

type Context = Mapping[str, Any]
type Person = Any  # a user with has_perm(); core knows no user model
type Written = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """What the database says against a row. `column` is a column's name, or "" for the row as a whole."""

    row: int
    column: str
    message: str
    code: str = "refused"
    value: str = ""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: "created", "updated" or "unchanged", and how the record is called outside."""

    outcome: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import wrote. `results` (row number to result) may be left out; the counts may not."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    results: Mapping[int, RowResult] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Mapping[int, RowResult]) -> "Applied":
        """Count the results of the rows."""
        outcomes = [result.outcome for result in results.values()]
        return cls(outcomes.count("created"), outcomes.count("updated"), outcomes.count("unchanged"), results)


class CheckRows(Protocol):
    """Look all rows up at once, with a number of queries that does not grow with the rows. Writes nothing."""

    def __call__(self, rows: Sequence[Row], *, context: Context) -> Iterable[RowRefusal]:
        """Say what is against these rows."""


class PrepareRows(Protocol):
    """Whatever must be looked up before: called outside any transaction, so it may ask the network."""

    def __call__(self, rows: Sequence[Row], *, context: Context, by: Person, at: datetime) -> Context:
        """The context that `check` and `apply` get: what was chosen, and what was found."""


class ApplyRows(Protocol):
    """Write all rows, inside the transaction that the import has begun, by services of the app.

    Writing the same rows twice must change nothing. `by` is the user, `at` the moment, `source` names the
    file by its content ("import:" and a hash): a good idempotency key. A DomainError refuses everything.
    A kind that writes in portions calls `written` with the number of rows behind it, so that people see how
    far it is; the call may raise, because somebody cancels.
    """

    def __call__(
        self,
        rows: Sequence[Row],
        *,
        by: Person,
        at: datetime,
        source: str,
        context: Context,
        written: Written,
    ) -> Applied:
        """Write, and say what was created, updated and left alone."""


class ContextForm(forms.Form):
    """What is chosen beside the file. `user` is who asks: offer only what they may see.

    Fields take public values (a code, a public id), never integer keys: callers of the API send them, and
    they are kept with the run and read again when it is applied.
    """

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:  # noqa: ANN401 - a form's arguments
        super().__init__(*args, **kwargs)
        self.user = user


def _in_utc(context: Context) -> tzinfo:
    return UTC


def _as_chosen(rows: Sequence[Row], *, context: Context, by: Person, at: datetime) -> Context:
    return context


def _nothing_against(rows: Sequence[Row], *, context: Context) -> Iterable[RowRefusal]:
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportKind:
    """One kind of record that a table can bring.

    `name` stands in addresses and commands; `permission` is asked for by every door. `key` are the columns
    that name a record: a file may name each only once. `zone` gives the zone of local times, `result_url`
    the page where the records are seen. `again` says on the page what importing the same file again does.
    Rows with the same value in the column `group` are one record: taken or refused together.
    """

    name: str
    label: Words
    permission: str
    columns: tuple[Column, ...]
    apply: ApplyRows
    prepare: PrepareRows = _as_chosen
    check: CheckRows = _nothing_against
    key: tuple[str, ...] = ()
    group: str = ""
    lead: Words = ""
    again: Words = ""
    examples: tuple[Mapping[str, str], ...] = ()
    context_form: type[ContextForm] | None = None
    zone: Callable[[Context], tzinfo] = _in_utc
    result_url: Callable[[Context], str] | None = None


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known. Raises ValueError where another one has the name."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"two imports are called {kind.name}")


def unregister(name: str) -> None:
    """Forget a kind; for tests that register their own."""
    _kinds.pop(name, None)


def kind_named(name: str) -> ImportKind:
    """The kind of this name. Raises NotFoundError."""
    if name not in _kinds:
        raise NotFoundError(_("There is no such import."))
    return _kinds[name]


def kinds_for(user: Person) -> list[ImportKind]:
    """The kinds that this user may import, by name."""
    return [kind for _name, kind in sorted(_kinds.items()) if user.has_perm(kind.permission)]
