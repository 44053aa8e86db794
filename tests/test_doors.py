"""Every address of every mount is closed to strangers, except a short list with reasons."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "sign-in/": "people sign in here",
    "healthz": "load balancers ask without a session; it says yes or no only",
    "api/v1/device/pair/": "a phone that nobody knows yet sends the code it was shown",
    "<phones:scope>/pair/": "a new phone types its code here; it says nothing",
    "<phones:scope>/sw.js": "a worker must be renewed and switched off also on a phone that was unpaired",
    "<phones:scope>/version.json": "the same",
    "i18n/setlang/": "the language is chosen before signing in",
    "map/tiles.json": "recipients see the map of their delivery; it shows streets and nobody",
    "map/tiles/<int:z>/<int:x>/<int:y>.mvt": "the same map's tiles",
    "i18n/catalog.js": "translations of the sign-in page's scripts",
}
MOST = 12
SAMPLES = {
    "phones": "floor",
    "int": "1",
    "uuid": "01890000-0000-7000-8000-000000000000",
    "slug": "x",
    "str": "x",
    "path": "x",
}


def _addresses(patterns, prefix=""):
    for entry in patterns:
        route = str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry.url_patterns, prefix + route)
        elif isinstance(entry, URLPattern):
            yield prefix + route, entry


def _fill(route: str, entry: URLPattern) -> str:
    address = route
    for name, converter in entry.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for marker in (f"<{kind}:{name}>", f"<{name}>"):
            address = address.replace(marker, SAMPLES.get(kind, "x"))
    return address.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\.", ".")


ADDRESSES = sorted({(route, _fill(route, entry)) for route, entry in _addresses(get_resolver().url_patterns)})


def test_the_list_of_open_doors_is_short():
    assert len(OPEN) <= MOST


def _is_refused(answer) -> bool:
    if answer.status_code in {301, 302}:
        return "sign-in" in answer["Location"] or "login" in answer["Location"]
    return answer.status_code in {401, 403, 404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_stranger_gets_nothing(method):
    closed = ["/" + address.lstrip("/") for route, address in ADDRESSES if route not in OPEN]
    stranger = Client(raise_request_exception=False)  # one for all: each new one loads the middleware anew
    given = {}
    for address in closed:
        stranger.cookies.clear()
        answer = getattr(stranger, method)(address)
        if not _is_refused(answer):
            given[address] = answer.status_code
    assert len(closed) > 100
    assert given == {}
