"""The page Devices: phones and scanners, who works with them, pairing one, ending one."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_POST

from accounts.access import people_who_carry, user_of
from accounts.models import Device, PairingCode, User
from accounts.services import pairing
from accounts.states import DeviceScope
from core.errors import NotFoundError
from core.pages.htmx import UNPROCESSABLE, go_to, render_page
from core.pages.qr import qr
from core.pages.tables import Column, table_page

CLOCK_OFF_MS = 120_000
LOOPBACK = ("localhost", "127.", "[::1]")
COLUMNS = (
    Column(key="person", label=__("Person"), order_by=("user__first_name", "user__username")),
    Column(key="device", label=__("Device"), order_by=("label",)),
    Column(key="scope", label=__("For"), order_by=("scope",)),
    Column(key="seen", label=__("Last seen"), order_by=("last_seen_at",)),
    Column(key="notes", label=__("To look at")),
    Column(key="acts", label=""),
)


class PairingForm(forms.Form):
    """For whom the phone is, and where it will work."""

    who = forms.ChoiceField(label=__("For whom"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # django's own signature
        groups = [(scope.label, _people(scope)) for scope in DeviceScope]
        self.fields["who"].choices = [(label, people) for label, people in groups if people]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def has_people(self) -> bool:
        """Whether anybody carries a phone or scanner at all."""
        return bool(self.fields["who"].choices)  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> tuple[User, DeviceScope]:
        """The person and the scope."""
        scope, _colon, public_id = self.cleaned_data["who"].partition(":")
        return User.objects.get(public_id=public_id), DeviceScope(scope)


@permission_required("accounts.pair_devices", raise_exception=True)
def device_list(request: HttpRequest) -> HttpResponse:
    """Paired devices, newest sign of life first; ended ones on demand."""
    shows_ended = request.GET.get("show") == "ended"
    found = _devices().filter(revoked_at__isnull=not shows_ended)
    table = table_page(
        request, found, columns=COLUMNS, sort="-seen",
        search=("label", "user__username", "user__first_name", "user__last_name"),
    )  # fmt: skip
    context = {
        "table": table,
        "shows_ended": shows_ended,
        "form": PairingForm(),
        "clock_off_ms": CLOCK_OFF_MS,
        "minus_clock_off_ms": -CLOCK_OFF_MS,
        "quiet_since": timezone.now() - timedelta(days=30),
    }
    return render_page(request, "accounts/devices/list.html", "accounts/devices/_list.html", context)


@require_POST
@permission_required("accounts.pair_devices", raise_exception=True)
def new_code(request: HttpRequest) -> HttpResponse:
    """Show a code, once: digits, and the same as a QR code that opens the pairing page."""
    form = PairingForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/devices/_pairing_form.html", {"form": form}, status=UNPROCESSABLE)
    user, scope = form.chosen()
    code, digits = pairing.show_code(user=user, scope=scope, by=user_of(request), at=timezone.now())
    address = _pairing_address(request, scope)
    context = {
        "code": code,
        "digits": f"{digits[:3]} {digits[3:]}",
        "qr": qr(f"{address}#code={digits}"),
        "address": address,
        "is_local": address.split("://")[-1].startswith(LOOPBACK),
        "is_insecure": not address.startswith("https://")
        and not address.split("://")[-1].startswith(LOOPBACK),
    }
    response = render(request, "accounts/devices/_code.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@permission_required("accounts.pair_devices", raise_exception=True)
def code_state(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whether a phone used the code yet."""
    code = PairingCode.objects.select_related("user", "device").filter(public_id=public_id).first()
    if code is None:
        raise NotFoundError(_("There is no such code."))
    is_open = PairingCode.objects.open(timezone.now()).filter(pk=code.pk).exists()
    return render(request, "accounts/devices/_code_state.html", {"code": code, "is_open": is_open})


@require_POST
@permission_required("accounts.pair_devices", raise_exception=True)
def end_device(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a device: its next request is refused."""
    device = Device.objects.select_related("user").filter(public_id=public_id).first()
    if device is None:
        raise NotFoundError(_("There is no such device."))
    pairing.revoke_device(device=device, by=user_of(request), at=timezone.now())
    messages.success(request, _("%(device)s is ended") % {"device": device})
    return go_to(request, reverse("accounts:devices"))


def _devices() -> QuerySet[Device]:
    unseen = Q(commands__status="REJECTED", commands__seen_at__isnull=True)
    broken = Q(commands__flags__contains=["broken_chain"])
    return Device.objects.select_related("user").annotate(
        rejected_count=Count("commands", filter=unseen), broken_count=Count("commands", filter=broken)
    )


def _people(scope: DeviceScope) -> list[tuple[str, str]]:
    people = people_who_carry(scope).order_by("first_name", "username")
    return [(f"{scope}:{one.public_id}", str(one)) for one in people]


def _pairing_address(request: HttpRequest, scope: DeviceScope) -> str:
    page = reverse("accounts:pair", args=[scope])
    if settings.PUBLIC_URL.startswith("https://"):  # else: where the page itself is open
        return f"{settings.PUBLIC_URL.rstrip('/')}{page}"
    return request.build_absolute_uri(page)
