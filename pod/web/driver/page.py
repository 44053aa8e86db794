"""The one page of the driver's phone: a shell without data, so that the phone may keep it."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import device_registry
from accounts.states import DeviceScope
from pod.web.driver.words import page_words


@require_safe
@permission_required("lastmile.drive", raise_exception=True)
def driver_page(request: HttpRequest) -> HttpResponse:
    """Everything the driver sees is drawn on the phone from the day's document."""
    context = {
        "scope": DeviceScope.DRIVER,
        "words": page_words(),
        "may_start": device_registry.find("route.start") is not None,
    }
    return render(request, "pod/driver/page.html", context)
