"""What a page of a phone or scanner tells its scripts: whose it is and where things are."""

from django import template
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.device_sign_in import PLACES
from accounts.models import User
from accounts.roles import CARRY
from accounts.states import DeviceScope

register = template.Library()


@register.simple_tag(takes_context=True)
def device_attributes(context: Context, scope: str) -> SafeString:
    """The attributes of <body> that static/device/start.js reads.

    `data-user` is `session` where the browser may pair itself: somebody who works in this scope is signed in.
    """
    request: HttpRequest = context["request"]
    facts = {
        "data-scope": scope,
        "data-base": PLACES[DeviceScope(scope)],
        "data-user": "session" if _pairs_itself(request, scope) else "device",
        "data-person": str(request.user.public_id) if isinstance(request.user, User) else "",
        "data-csrf": get_token(request),
        "data-zxing": static("vendor/zxing-wasm/reader/index.js"),
        "data-zxing-wasm": static("vendor/zxing-wasm/zxing_reader.wasm"),
        "data-events-url": "/events",
    }
    return format_html_join(" ", '{}="{}"', facts.items())


def _pairs_itself(request: HttpRequest, scope: str) -> bool:
    if not getattr(request, "has_session", False) or not isinstance(request.user, User):
        return False
    return scope == DeviceScope.FLOOR or request.user.groups.filter(name__in=CARRY[scope]).exists()
