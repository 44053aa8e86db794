"""The rules that no linter knows. Each failure message says what to do."""

import ast
import re

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.sources import APPS, ROOT, level, offenders, python_files, tree_of

WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "update",
    "acreate", "asave", "adelete", "aupdate", "execute", "executemany", "copy_expert", "execute_values",
}  # fmt: skip
MAY_WRITE = {"services", "models"}
# Not the database: dictionaries, sets, hashes. A receiver of such a name may be changed anywhere.
HARMLESS = re.compile(
    r"^(digest|hash|hasher|values|context|kwargs|options|env|environ|facts|data|params|headers|seen|cache)$"
)
ORDINARY = {"release", "commit", "publish", "item", "owner", "hold", "load", "address", "location", "device"}
"""Glossary words that English needs too."""
PLAIN = [
    ("core", "rest", "idempotency.py"),
    ("core", "public_events.py"),
    ("core", "work.py"),
    ("core", "invariants.py"),
    ("core", "pages", "health.py"),
]
"""Parts of the foundation that services stand on; they write inside a service's transaction."""
ENGINES = [
    ("routing", "engine"),
    ("routing", "extracts"),
    ("wms", "engine"),
    ("demo", "city"),
    ("core", "pictures.py"),
]
"""Plain Python: the contracts keep the database out of it."""


def test_a_file_can_be_read_in_one_sitting():
    long = offenders(python_files(), lambda path: len(path.read_text().splitlines()) > 400)
    assert not long, f"split by activity: {list(long)}"


def _writes(tree: ast.AST) -> list[int]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            receiver = node.func.value
            word = receiver.id if isinstance(receiver, ast.Name) else getattr(receiver, "attr", "")
            if not HARMLESS.match(word):
                found.append(node.lineno)
    return found


def _may_write(path) -> bool:
    parts = path.relative_to(ROOT).parts
    return (
        bool(MAY_WRITE & {*parts, path.stem})
        or parts in PLAIN
        or parts[0] == "config"
        or parts[:2] in ENGINES
    )


def test_only_services_and_models_write():
    others = [path for path in python_files() if not _may_write(path)]
    lines = offenders(others, lambda path: _writes(tree_of(path)))
    assert not lines, f"move the writes on these lines into a service: {lines}"


def test_the_write_rule_sees_updates_and_cursors():
    tree = ast.parse(
        "Item.objects.filter(pk=1).update(x=1)\nwith c.cursor() as cursor:\n    cursor.execute('x')\n"
    )
    assert _writes(tree) == [1, 3]


def test_foreign_keys_point_down_the_stack():
    upward = []
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in APPS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.is_relation and field.concrete and target and target._meta.app_label in APPS:
                other = target._meta.app_label
                if app != other and level(app) >= level(other):
                    upward.append(f"{model.__name__}.{field.name} -> {other}")
    assert not upward, f"a key may only point down the stack: {upward}"


def test_no_app_can_be_reached_backwards_through_a_foreign_key():
    named = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if field.related_model._meta.app_label in APPS
        if field.related_model._meta.app_label != model._meta.app_label and not field.remote_field.hidden
    ]
    assert not named, f"""give {named} related_name="+" """


def _loose(path) -> list[str]:
    functions = [n for n in tree_of(path).body if isinstance(n, ast.FunctionDef)]
    return [f.name for f in functions if not f.name.startswith("_") and len(f.args.args) > 1]


def test_services_are_called_by_keyword():
    services = [p for p in python_files() if "services" in p.parts and not p.name.startswith("_")]
    loose = offenders(services, _loose)
    assert not loose, f"put a * before the arguments of {loose}"


def _silent(path) -> list[str]:
    tree = tree_of(path)
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    public = [node for node in tree.body if isinstance(node, kinds) and node.name[0] != "_"]
    silent = [node.name for node in public if not ast.get_docstring(node)]
    return silent if ast.get_docstring(tree) or not tree.body else ["the module", *silent]


def test_modules_and_public_functions_say_what_they_are_for():
    silent = offenders(python_files(), _silent)
    assert not silent, f"say in a first line what these are for: {silent}"


def _dispatches(path) -> list[int]:
    return [
        n.lineno
        for c in ast.walk(tree_of(path))
        if isinstance(c, ast.ClassDef)
        for n in c.body
        if isinstance(n, ast.FunctionDef) and n.name == "dispatch"
    ]


def test_no_view_method_is_called_dispatch():
    named = offenders(python_files(), _dispatches)
    assert not named, f"Django enters every view by that name; it would skip the permissions: {named}"


def test_core_knows_no_word_of_the_field():
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    words = {w.lower() for w in re.findall(r"^\*\*(\w+)\*\*", glossary, re.MULTILINE)} - ORDINARY
    used = {}
    for path in (ROOT / "core").rglob("*.py"):
        names = {n.id for n in ast.walk(tree_of(path)) if isinstance(n, ast.Name)}
        names |= {n.name for n in ast.walk(tree_of(path)) if isinstance(n, ast.ClassDef | ast.FunctionDef)}
        hits = {w for ident in names for w in re.findall(r"[A-Za-z][a-z]+", ident) if w.lower() in words}
        if hits:
            used[path.name] = hits
    assert not used, f"core must not know the field: {used}"


@pytest.mark.parametrize("app", APPS)
def test_migrations_are_linear_and_named(app):
    loader = MigrationLoader(None, ignore_no_migrations=True)
    names = sorted(n for a, n in loader.disk_migrations if a == app)
    assert len({n[:4] for n in names}) == len(names), "two migrations share a number: rename yours"
    assert not [n for n in names if "_auto_" in n or n.endswith("_more")], (
        "name the migration after what it does"
    )
