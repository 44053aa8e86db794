"""Importing from a shell."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User
from core.models import ImportRun
from tests.core.imports.people import csv_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, ann):
    """Run the command on these bytes; what it said, on both outputs."""

    def go(data, *arguments, by="ann", context=("--set", "team=driver")):
        path = tmp_path / "people.csv"
        path.write_bytes(data)
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(
                "import_table", "people", str(path), "--by", by, *context, *arguments, stdout=out, stderr=err
            )
        except CommandError as error:
            return error.returncode, str(error), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return go


def test_it_writes_and_tells(run):
    code, said, _ = run(csv_of("bob,Bob,1", "carl,Carl,2"))

    assert code == 0
    assert "2 rows: 2 good, 0 refused" in said
    assert "2 created, 0 updated, 0 unchanged" in said
    assert "0 created, 0 updated, 2 unchanged" in run(csv_of("bob,Bob,1", "carl,Carl,2"))[1]


def test_a_dry_run_writes_nothing(run):
    code, said, complaints = run(csv_of("bob,Bob,1", "carl,Carl,99"), "--dry-run")

    assert (code, said.splitlines()[-1]) == (0, "2 rows: 1 good, 1 refused")
    assert complaints.strip() == "row 3 C3 floor: Too large: at most 9 is taken. [99]"
    assert not User.objects.filter(username="bob").exists()


def test_refused_rows_are_exit_code_one_unless_the_good_ones_are_wanted(run):
    data = csv_of("bob,Bob,1", "carl,Carl,99")

    assert run(data)[:2] == (1, "1 row is refused. Nothing was written.")
    assert not User.objects.filter(username="bob").exists()
    assert "1 created" in run(data, "--good-rows")[1]


@pytest.mark.parametrize(
    ("data", "arguments", "words"),
    [
        (b"username\nb\xf6b\n", {}, "Line 2, column 2"),
        (b"username\nbob\n", {"by": "nobody"}, "no active user called nobody"),
        (b"username\nbob\n", {"by": "eve"}, "eve may not import people"),
        (b"username\nbob\n", {"context": ()}, "required"),
        (b"username\nbob\n", {"context": ("--set", "team=cooks")}, "cooks|valid choice"),
        (b"username\nbob\n", {"context": ("--set", "tem=driver")}, "Nothing called tem"),
    ],
)
def test_what_cannot_be_understood_is_exit_code_two(run, eve, data, arguments, words):
    import re

    code, said, _ = run(data, **arguments)

    assert code == 2
    assert re.search(words, said)
    assert not ImportRun.objects.exclude(status="REFUSED").exists()


def test_a_missing_file_and_an_unknown_kind_are_exit_code_two(ann, tmp_path):
    for arguments, words in [
        (("people", str(tmp_path / "none.csv")), "No such file"),
        (("planets", "x.csv"), "no such import"),
    ]:
        with pytest.raises(CommandError, match=words) as refused:
            call_command("import_table", *arguments, "--by", "ann", "--set", "team=driver")
        assert refused.value.returncode == 2


def test_on_a_terminal_it_tells_how_far_it_is(tmp_path, ann):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    path = tmp_path / "people.csv"
    path.write_bytes(csv_of("bob,Bob,1"))
    terminal = Terminal()

    call_command(
        "import_table", "people", str(path), "--by", "ann", "--set", "team=driver",
        stdout=io.StringIO(), stderr=terminal, no_color=True,
    )  # fmt: skip

    told = [line.removeprefix("\x1b[K") for line in terminal.getvalue().split("\r")]
    assert told[:2] == ["", "Reading: 0 rows"]
    assert "Judging: 1 rows" in told or "Writing: 0 rows" in told
    assert told[-1] == ""
