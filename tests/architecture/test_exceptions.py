"""Who silences a tool says why, on the line."""

import io
import re
import tokenize

import pytest

from tests.architecture.sources import ROOT, name

SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore)")
WITH_A_REASON = (
    re.compile(r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)* - \w.*"),
    re.compile(r"# type: ignore\[[a-z-]+(, ?[a-z-]+)*\]  # \w.*"),
)


def without_a_reason(text: str) -> list[str]:
    """The comments that silence a tool and do not say which rule, or why."""
    comments = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    return [
        f"line {comment.start[0]}: {comment.string}"
        for comment in comments
        if SILENCED.search(comment.string)
        and not any(shape.fullmatch(comment.string) for shape in WITH_A_REASON)
    ]


def sources():
    """Every Python file of the repository, generated ones and other people's left out."""
    folders = [entry for entry in ROOT.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    found = [path for folder in folders for path in folder.rglob("*.py")] + [*ROOT.glob("*.py")]
    return sorted(path for path in found if not {"migrations", "node_modules"} & set(path.parts))


def test_who_silences_a_tool_says_why():
    found = {name(path): without_a_reason(path.read_text()) for path in sources()}
    bare = [f"{path}, {comment}" for path, comments in found.items() for comment in comments]
    assert not bare, "\n".join(["write `# noqa: RULE - reason` or `# type: ignore[rule]  # reason`:", *bare])


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("a = 1  # noqa", True),
        ("a = 1  # noqa: S101", True),
        ("a = 1  # noqa: S101 -", True),
        ("a = 1  # noqa: S101, PTH123 - for the rest of the process", False),
        ("a = 1  # type: ignore", True),
        ("a = 1  # type: ignore[arg-type]", True),
        ("a = 1  # type: ignore  # a reason but no rule", True),
        ("a = 1  # type: ignore[arg-type]  # a form's arguments", False),
        ("a = '# noqa'  # a text is no comment", False),
    ],
)
def test_the_rule_sees_what_is_missing(line, is_refused):
    assert bool(without_a_reason(line)) is is_refused
