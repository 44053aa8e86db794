"""The search in the bar: a scanned or typed code leads to what it names."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from core import codes
from core.pages.tables import search_text


def search(request: HttpRequest) -> HttpResponse:
    """Go straight to the one thing that a code names exactly; else list what it may mean."""
    text = search_text(request)
    found = codes.resolve(request.user, text)
    exact = [match for match in found if match.is_exact]
    if len(exact) == 1:
        return HttpResponseRedirect(exact[0].url)
    return render(request, "core/search.html", {"text": text, "found": found})
