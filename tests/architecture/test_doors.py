"""Every address of every mount is closed to strangers, except a short list with reasons."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "sign-in/": "people sign in here",
    "healthz": "load balancers ask without a session; it says yes or no only",
    "api/v1/device/pair/": "a phone that nobody knows yet sends the code it was shown",
    "i18n/setlang/": "the language is chosen before signing in",
    "map/tiles.json": "recipients see the map of their delivery; it shows streets and nobody",
    "map/tiles/<int:z>/<int:x>/<int:y>.mvt": "the same map's tiles",
    "i18n/catalog.js": "translations of the sign-in page's scripts",
}
MOST = 12
SAMPLES = {"int": "1", "uuid": "01890000-0000-7000-8000-000000000000", "slug": "x", "str": "x", "path": "x"}


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


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "address"), ADDRESSES, ids=[r for r, _ in ADDRESSES])
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_stranger_gets_nothing(route, address, method):
    if route in OPEN:
        return
    answer = getattr(Client(), method)("/" + address.lstrip("/"))
    sent_away = answer.status_code in {301, 302} and (
        "sign-in" in answer["Location"] or "login" in answer["Location"]
    )
    assert sent_away or answer.status_code in {401, 403, 404, 405}, (
        f"{method} /{address} answered {answer.status_code}"
    )
