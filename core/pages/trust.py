"""How phones come to trust the certificate of this Waybill: for the demo on a network (HTTPS=1)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.pages.qr import qr


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Two QR codes: the plain door with the certificate and the steps, then the secure address."""
    doors = [
        {"url": address, "qr": qr(address)}
        for address in (settings.TRUST_URL, f"{settings.PUBLIC_URL.rstrip('/')}/")
        if settings.TRUST_URL
    ]
    return render(request, "core/trust.html", {"doors": doors, "fingerprint": settings.TRUST_FINGERPRINT})
