"""Pages and files that a phone needs before anybody knows it: pairing, the service worker, its version."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from accounts import offline
from accounts.device_sign_in import PLACES
from accounts.states import DeviceScope

SCOPES = {place.strip("/"): scope for scope, place in PLACES.items()}
SWITCHED_OFF = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("waybill" + BASE)) await caches.delete(name);
  await self.registration.unregister();
})()));
"""


class PhonesConverter:
    """The part of an address that says which pages: driver or floor."""

    regex = "|".join(SCOPES)

    def to_python(self, value: str) -> DeviceScope:
        """The scope of the pages there."""
        return SCOPES[value]

    def to_url(self, value: str) -> str:
        """The part of the address."""
        return PLACES[DeviceScope(value)].strip("/")


@login_not_required
@require_safe
def pair_page(request: HttpRequest, scope: DeviceScope) -> HttpResponse:
    """Where a phone types or brings its code."""
    return render(request, "device/pair.html", {"scope": scope, "base": PLACES[scope]})


@login_not_required
@require_safe
def service_worker(request: HttpRequest, scope: DeviceScope) -> HttpResponse:
    """The worker of the scope, or one that ends itself when offline pages are switched off."""
    base = PLACES[scope]
    if settings.OFFLINE_PAGES:
        shell = offline.shell_of(scope)
        facts = {
            "base": base,
            "release": shell.release,
            "static": static(""),
            "files": shell.files,
            "pages": shell.pages,
            "offline": render_to_string("device/offline.html", {"base": base}, request),
        }
        found = finders.find("device/sw.js")
        source = f"const SHELL = {json.dumps(facts)};\n" + Path(str(found)).read_text(encoding="utf-8")
    else:
        source = f"const BASE = {json.dumps(base)};{SWITCHED_OFF}"
    return HttpResponse(
        source, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@login_not_required
@require_safe
def version(request: HttpRequest, scope: DeviceScope) -> JsonResponse:
    """Which release is served; `off` tells phones to let their worker go and keep what they hold."""
    release = offline.shell_of(scope).release if settings.OFFLINE_PAGES else ""
    said = {"release": release, "off": not settings.OFFLINE_PAGES}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})
