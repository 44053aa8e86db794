"""The base map for the browser: its description and its tiles, read from the file of the roads in use."""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from pmtiles.reader import MmapSource, Reader

from routing.extracts.pointer import read_active
from routing.extracts.tiles import FIRST_ZOOM, LAST_ZOOM
from routing.models import RoadNetwork

MVT = "application/vnd.mapbox-vector-tile"
_FOR_EVER = "private, max-age=31536000, immutable"
_ASK_AGAIN = "private, no-cache"


@login_not_required  # recipients see the map of their delivery
@require_safe
def description(request: HttpRequest) -> JsonResponse:
    """The map in TileJSON 3.0, without tiles where there are no roads.

    https://github.com/mapbox/tilejson-spec
    """
    network = RoadNetwork.objects.active()
    answer: dict[str, Any] = {"tilejson": "3.0.0", "tiles": [], "attribution": ""}
    if network is not None:
        first = reverse("routing:tile", args=[0, 0, 0]).removesuffix("0/0/0.mvt")
        answer |= {
            "name": network.name,
            "tiles": [f"{first}{{z}}/{{x}}/{{y}}.mvt?v={network.folder}"],
            "minzoom": FIRST_ZOOM,
            "maxzoom": LAST_ZOOM,
            "bounds": list(network.box),
            "attribution": network.licence,
        }
    response = JsonResponse(answer)
    response.headers["Cache-Control"] = _ASK_AGAIN
    return response


@login_not_required
@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile; 204 where the map has none. An address that names the build may be kept for ever."""
    active = read_active(Path(settings.ROADS_DIR))
    content = _tile_of(active.folder, z, x, y) if active else None
    if active is None or content is None:
        return _kept(HttpResponse(status=204), is_of_this_build=False)
    is_of_this_build = request.GET.get("v") == active.folder
    etag = f'"{active.folder}/{z}/{x}/{y}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(content, content_type=MVT, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(content), content_type=MVT)
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return _kept(response, is_of_this_build=is_of_this_build)


def _kept(response: HttpResponse, *, is_of_this_build: bool) -> HttpResponse:
    response.headers["Cache-Control"] = _FOR_EVER if is_of_this_build else _ASK_AGAIN
    return response


def _tile_of(folder: str, z: int, x: int, y: int) -> bytes | None:
    if z > LAST_ZOOM or x >= 1 << z or y >= 1 << z:
        return None
    try:
        found: bytes | None = _map_of(folder).get(z, x, y)
    except (OSError, ValueError):  # the network was removed a moment ago
        return None
    return found


@lru_cache(maxsize=2)
def _map_of(folder: str) -> Any:  # noqa: ANN401 - the library has no types
    """The memory-mapped map of a build; the one before stays open for requests under way."""
    with (Path(settings.ROADS_DIR) / "networks" / folder / "map.pmtiles").open("rb") as file:
        reader: Any = Reader(MmapSource(file))  # type: ignore[no-untyped-call]  # the library has no types
        return reader
