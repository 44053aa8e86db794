"""How a phone signs in: `Authorization: Device wd_…` at the API, the cookie `device` on pages it reads."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from accounts.models import Device, User
from accounts.services import pairing
from accounts.states import DeviceScope

COOKIE = "device"
PLACES = {DeviceScope.DRIVER: "/driver/", DeviceScope.FLOOR: "/floor/"}
"""The pages of each scope; the cookie is sent there only."""
COOKIE_LIVES_SECONDS = 400 * 24 * 3600
READS = {"GET", "HEAD"}

type GetResponse = Callable[[HttpRequest], HttpResponse]


class DeviceAuthentication(BaseAuthentication):
    """Signs in a paired phone; `request.auth` is the device. One that was unpaired gets a 401."""

    def authenticate(self, request: Request) -> tuple[User, Device] | None:
        """The person whose phone it is, or None where the request carries no device token."""
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"device":
            return None
        device = find_device(token.strip().decode("latin-1"), at=timezone.now())
        if device is None:
            raise AuthenticationFailed(
                _("This phone is not paired any more. What it holds stays on it; pair it again to send it.")
            )
        return device.user, device

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing sign-in a 401, not a 403."""
        return "Device"


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # no types there
    """Names the token in the OpenAPI document."""

    target_class = DeviceAuthentication
    name = "deviceToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """A scheme of our own in the Authorization header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Device <token>`, from pairing.",
        }


def device_of(request: Request | HttpRequest) -> Device:
    """The phone that asks. Raises NotAuthenticated where it is none."""
    found = getattr(request, "auth", None) or getattr(request, "device", None)
    if not isinstance(found, Device):
        raise NotAuthenticated
    return found


def find_device(token: str, *, at: datetime) -> Device | None:
    """The working device with that token; it was seen now."""
    if not token.startswith(pairing.TOKEN_PREFIX):
        return None
    hashed = pairing.hash_of_token(token)
    device = Device.objects.working().select_related("user").filter(token_hash=hashed).first()
    if device is not None:
        pairing.note_seen(device=device, at=at)
    return device


def set_cookie(response: HttpResponse, *, device: Device, token: str, is_secure: bool) -> None:
    """Let the pages of the device's scope know it."""
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_LIVES_SECONDS, path=PLACES[DeviceScope(device.scope)],
        secure=is_secure, httponly=True, samesite="Strict",
    )  # fmt: skip


def device_pages(get_response: GetResponse) -> GetResponse:
    """Middleware: under /driver/ and /floor/ `request.device` is the paired phone, and its person may read.

    Only reading: what a phone does goes through the API, signed. On the floor, somebody else's session wins:
    a shared terminal belongs to whom signed in last, and pairs itself anew.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        scope = next((scope for scope, place in PLACES.items() if request.path.startswith(place)), None)
        request.has_session = bool(scope) and request.user.is_authenticated  # type: ignore[attr-defined]  # ours
        request.device = _device_for(request, scope) if scope else None  # type: ignore[attr-defined]  # ours
        return get_response(request)

    return middleware


def _device_for(request: HttpRequest, scope: DeviceScope) -> Device | None:
    token = request.COOKIES.get(COOKIE, "")
    device = find_device(token, at=timezone.now()) if token else None
    if device is None or device.scope != scope:
        return None
    if request.user.is_authenticated and request.user != device.user and scope == DeviceScope.FLOOR:
        return None
    if request.method in READS:
        request.user = device.user
    return device
