"""`manage.py import_table KIND FILE --by NAME`: the third door of imports, for operators."""

import time
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import DomainError, NotFoundError
from core.imports.declaring import DECIMAL_MARKS, Declaration, read_declaration
from core.imports.errors import RowsRefusedError
from core.imports.kinds import ImportKind, Person, kind_named
from core.imports.progress import Progress, unheard
from core.imports.services.applying import apply_run
from core.imports.services.checking import check_file
from core.models import ImportRun
from core.states import ImportMode, ImportStage
from core.tables.encodings import DECLARABLE

REFUSED, MISUSED = 1, 2
TELL_EVERY_SECONDS = 0.2
_ERRORS_SHOWN = 20


class Command(BaseCommand):
    """Check a file and write what it brings."""

    help = (
        "Import a table (CSV, XLSX, JSON).\n"
        "Exit code 0: done. 1: rows are refused, or writing failed; nothing was written.\n"
        "2: the file or the call cannot be understood."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to import, and how."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("kind", help="which import, such as the last word of its page's address")
        parser.add_argument("file", help="the file's path")
        parser.add_argument("--by", required=True, metavar="NAME", help="the user in whose name it is done")
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument(
            "--good-rows", action="store_true", help="write the good rows, leave the others out"
        )
        parser.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="what is chosen beside the file"
        )
        parser.add_argument("--encoding", choices=DECLARABLE, default=DECLARABLE[0])
        parser.add_argument("--decimal-mark", choices=DECIMAL_MARKS, default=DECIMAL_MARKS[0])

    def handle(self, *args: Any, **options: Any) -> None:
        """Open, check, tell, write, tell."""
        try:
            kind = kind_named(options["kind"])
            by = _person(options["by"], kind)
            declared = _declaration(kind, options)
        except DomainError as error:
            raise CommandError(error.message, returncode=MISUSED) from error
        path = Path(options["file"])
        try:
            with path.open("rb") as stream:
                run = self._check(kind, stream, path.name, declared, by)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=MISUSED) from error
        if not options["dry_run"]:
            self._apply(run, ImportMode.GOOD_ROWS if options["good_rows"] else ImportMode.ALL, by)

    def _check(
        self, kind: ImportKind, stream: BinaryIO, name: str, declared: Declaration, by: Person
    ) -> ImportRun:
        try:
            with self._told() as progress:
                run = check_file(
                    kind=kind,
                    stream=stream,
                    file_name=name,
                    declared=declared,
                    by=by,
                    at=timezone.now(),
                    progress=progress,
                )
        except DomainError as error:
            raise CommandError(error.message, returncode=MISUSED) from error
        for note in run.notes:
            self.stdout.write(note)
        if run.preview["unknown"]:
            self.stdout.write("Ignored columns: " + ", ".join(run.preview["unknown"]))
        for line in run.errors[:_ERRORS_SHOWN]:
            place = " ".join(filter(None, (f"row {line['row']}", line["cell"], line["column"])))
            self.stderr.write(f"{place}: {line['message']} [{line['value']}]")
        left = len(run.errors) - _ERRORS_SHOWN + run.errors_left_off
        if left > 0:
            self.stderr.write(f"… and {left} more")
        self.stdout.write(f"{run.row_count} rows: {run.good_count} good, {run.bad_count} refused")
        return run

    def _apply(self, run: ImportRun, mode: ImportMode, by: Person) -> None:
        try:
            with self._told() as progress:
                outcome = apply_run(
                    run_id=run.public_id, mode=mode, by=by, at=timezone.now(), progress=progress
                )
        except RowsRefusedError as error:
            raise CommandError(error.message, returncode=REFUSED) from error
        except DomainError as error:
            raise CommandError(error.message, returncode=REFUSED) from error
        done = outcome.applied
        self.stdout.write(
            self.style.SUCCESS(
                f"{done.created} created, {done.updated} updated, {done.unchanged} unchanged"
                f" (import {run.public_id})"
            )
        )

    @contextmanager
    def _told(self) -> Iterator[Progress]:
        """How far it is, on one line of a terminal that is written over; nothing where output is kept."""
        if not self.stderr.isatty():
            yield unheard
            return
        last = [0.0]

        def tell(stage: ImportStage, rows: int) -> None:
            if rows and time.monotonic() - last[0] < TELL_EVERY_SECONDS:
                return
            last[0] = time.monotonic()
            self.stderr.write(f"\r\x1b[K{stage.label}: {rows:,} rows", ending="")
            self.stderr.flush()

        try:
            yield tell
        finally:
            self.stderr.write("\r\x1b[K", ending="")


def _person(name: str, kind: ImportKind) -> Person:
    """The user. Raises NotFoundError for a stranger and for one who may not import this."""
    model = get_user_model()
    person = model._default_manager.filter(username=name, is_active=True).first()
    if person is None:
        raise NotFoundError(f"There is no active user called {name}.")
    if not person.has_perm(kind.permission):
        raise NotFoundError(f"{name} may not import {kind.name}.")
    return person


def _declaration(kind: ImportKind, options: dict[str, Any]) -> Declaration:
    pairs = dict(part.partition("=")[::2] for part in options["set"])
    known = kind.context_form.base_fields if kind.context_form else {}
    if unknown := [name for name in pairs if name not in known]:
        raise NotFoundError(
            f"Nothing called {unknown[0]} can be set here. Known: {', '.join(known) or 'nothing'}."
        )
    return read_declaration(
        kind, {**pairs, "encoding": options["encoding"], "decimal_mark": options["decimal_mark"]}
    )
