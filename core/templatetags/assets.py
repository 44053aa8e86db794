"""Tags for what a page loads: icons, modules, and the map from a module's plain name to its address."""

import json
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SPRITE = "vendor/lucide/sprite.svg"
# Not modules: scripts that run before the page is read, and what other people wrote.
NOT_MODULES = ("boot/", "vendor/")
DIRECTIONAL = frozenset({
    "arrow-left", "arrow-right", "chevron-left", "chevron-right", "chevron-first", "chevron-last",
    "log-in", "log-out", "undo-2", "redo-2", "list", "send", "corner-down-right",
})  # fmt: skip


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """`{% icon "truck" %}`: a Lucide icon in the text's colour. With a label it is an image of its own."""
    classes = " ".join(filter(None, ["icon", "icon--directional" if name in DIRECTIONAL else "", css]))
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    picture = '<svg class="{}" {} focusable="false"><use href="{}#{}"/></svg>'
    return format_html(picture, classes, meaning, static(SPRITE), name)


@register.simple_tag(takes_context=True)
def import_map(context: Context) -> SafeString:
    """`{% import_map %}`: every module under static/ by its plain name (`staff/toast`), hashed or not."""
    names = _module_names() if not settings.DEBUG else _find_module_names()
    imports = {name: static(f"{name}.js") for name in names}
    body = json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")
    return format_html('<script type="importmap"{}>{}</script>', nonce(context), mark_safe(body))  # noqa: S308 - no < in it


@register.simple_tag(takes_context=True)
def module(context: Context, name: str) -> SafeString:
    """`{% module "staff/start" %}`: load one module, after the import map."""
    return format_html('<script type="module" src="{}"{}></script>', static(f"{name}.js"), nonce(context))


def nonce(context: Context) -> SafeString:
    """The nonce attribute of this response's scripts, or nothing where no middleware made one."""
    request = context.get("request")
    value = getattr(request, "csp_nonce", None)
    return format_html(' nonce="{}"', value) if value else SafeString("")


@lru_cache(maxsize=1)
def _module_names() -> tuple[str, ...]:
    return _find_module_names()


def _find_module_names() -> tuple[str, ...]:
    """Modules in our own static folder; apps' folders (the admin's, Leaflet's) are not ours to map."""
    names: set[str] = set()
    for finder in finders.get_finders():
        for storage in getattr(finder, "storages", {}).values():
            root = Path(storage.location)
            if root in _own_folders():
                names |= {path.relative_to(root).with_suffix("").as_posix() for path in root.rglob("*.js")}
    return tuple(sorted(name for name in names if not name.startswith(NOT_MODULES)))


def _own_folders() -> set[Path]:
    return {Path(folder) for folder in settings.STATICFILES_DIRS}
