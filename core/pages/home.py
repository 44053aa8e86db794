"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What this user may open, grouped; nothing that does not work is linked."""
    return render(request, "core/home.html")
