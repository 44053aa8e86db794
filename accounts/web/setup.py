"""Trying a phone or scanner out: does it type what is printed, does it sound, is it paired, is it secure?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.states import DeviceScope
from core.pages.qr import qr

TEST_CODE = "AZ-09/+"
"""Letters and signs that differ between keyboard layouts."""


@require_safe
def setup_page(request: HttpRequest, scope: DeviceScope) -> HttpResponse:
    """A code to scan, and what came of it."""
    context = {"scope": scope, "test_code": TEST_CODE, "qr": qr(TEST_CODE)}
    return render(request, "device/setup.html", context)
