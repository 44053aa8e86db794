"""A walk over the pages of the product by their links: one address for each kind of page.

`walk(get, start)` asks through `get`, so it goes over a test client as well as over a running product.
"""

import html
import re
from collections import deque
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

type Get = Callable[[str], tuple[int, str, str]]
"""Address to status, media type and text."""

LINK = re.compile(r"""<(?:a|link|iframe)\b[^>]*?\bhref=["'](/[^"'#]*)""")
NOT_FOLLOWED = re.compile(
    r"^/(static|i18n|sign-out|events|admin/(logout|r/|jsi18n))|/export|\.(csv|xlsx|pdf|png)$"
)


def kind_of(address: str) -> str:
    """What addresses of one kind of page share: the route, and in the administration the path without ids."""
    path = urlsplit(address).path
    try:
        route = resolve(path).route
    except Resolver404:
        return ""
    return re.sub(r"/[^/]+/(change|history|delete)/$", r"/…/\1/", path) if "admin/" in route else route


def walk(get: Get, start: Iterable[str], *, only: str = "") -> tuple[dict[str, str], dict[str, int]]:
    """One HTML page of each kind that links lead to, and each address that did not open, with its status."""
    waiting, tried = deque(start), set()
    pages: dict[str, str] = {}
    wrong: dict[str, int] = {}
    while waiting:
        address = waiting.popleft()
        kind, path = kind_of(address), urlsplit(address).path
        if not kind or kind in pages or address in tried or NOT_FOLLOWED.search(path):
            continue
        if not re.search(only, path):
            continue
        tried.add(address)
        status, media, text = get(address)
        if status >= 400:
            wrong[address] = status
        elif status == 200 and media.startswith("text/html") and "<html" in text:
            pages[kind] = address
            waiting.extend(html.unescape(link) for link in LINK.findall(text))
    return pages, wrong


def plain_routes() -> list[str]:
    """Addresses of the URLconf that need no value, the API left out."""
    return sorted(
        f"/{route}"
        for route in _routes(get_resolver().url_patterns)
        if "<" not in route and "^" not in route and "(" not in route and not route.startswith("api/")
    )


def _routes(patterns, prefix: str = "") -> Iterable[str]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route
