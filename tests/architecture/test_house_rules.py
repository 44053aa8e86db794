"""The rules that no linter knows. Each failure message says what to do."""

import ast
import re

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.sources import APPS, ROOT, level, name, python_files

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


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_a_file_can_be_read_in_one_sitting(path):
    assert len(path.read_text().splitlines()) <= 400, "split it by activity"


def _writes(tree: ast.AST) -> list[int]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            receiver = node.func.value
            word = receiver.id if isinstance(receiver, ast.Name) else getattr(receiver, "attr", "")
            if not HARMLESS.match(word):
                found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", [p for p in python_files() if p.parts[-2] != "config"], ids=name)
def test_only_services_and_models_write(path):
    parts = path.relative_to(ROOT).parts
    if MAY_WRITE & {*parts, path.stem} or parts in PLAIN or parts[0] == "config":
        return
    engines = [("routing", "engine"), ("routing", "extracts"), ("wms", "engine"), ("demo", "city")]
    if parts[:2] in [*engines, ("core", "pictures.py")]:
        return  # plain Python: the contracts keep the database out of it
    lines = _writes(ast.parse(path.read_text()))
    assert not lines, f"move the write on lines {lines} into a service"


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


@pytest.mark.parametrize(
    "path",
    [p for p in python_files() if "services" in p.parts and not p.name.startswith("_")],  # private: steps
    ids=name,
)
def test_services_are_called_by_keyword(path):
    functions = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
    loose = [f.name for f in functions if not f.name.startswith("_") and len(f.args.args) > 1]
    assert not loose, f"put a * before the arguments of {loose}"


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_modules_and_public_functions_say_what_they_are_for(path):
    tree = ast.parse(path.read_text())
    if not tree.body:
        return
    assert ast.get_docstring(tree), "the module says what it is for in its first line"
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    silent = [
        n.name for n in tree.body if isinstance(n, kinds) and n.name[0] != "_" and not ast.get_docstring(n)
    ]
    assert not silent, f"say what {silent} are for"


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_no_view_method_is_called_dispatch(path):
    methods = [
        n.lineno
        for c in ast.walk(ast.parse(path.read_text()))
        if isinstance(c, ast.ClassDef)
        for n in c.body
        if isinstance(n, ast.FunctionDef) and n.name == "dispatch"
    ]
    assert not methods, "Django enters every view by that name; an action of it would skip the permissions"


def test_core_knows_no_word_of_the_field():
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    words = {w.lower() for w in re.findall(r"^\*\*(\w+)\*\*", glossary, re.MULTILINE)} - ORDINARY
    used = {}
    for path in (ROOT / "core").rglob("*.py"):
        names = {n.id for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Name)}
        names |= {
            n.name
            for n in ast.walk(ast.parse(path.read_text()))
            if isinstance(n, ast.ClassDef | ast.FunctionDef)
        }
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
