"""The PIN of a delivery for staff: asked for by a press, so that it is written down who saw it."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from accounts.access import user_of
from core.errors import NotFoundError
from core.pages.htmx import wants_fragment
from lastmile.queries.access import deliveries_visible_to
from pod.queries.pin_panel import pin_panel
from pod.services import pins


@require_POST
@never_cache
@permission_required("pod.see_pins", raise_exception=True)
@sensitive_variables("pin")
def show_pin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The PIN, or with `another` a new one; only in answer to a press, on a page that nobody keeps."""
    user = user_of(request)
    found = deliveries_visible_to(user).select_related("order__site").filter(public_id=public_id)
    delivery = found.first()
    if delivery is None or pin_panel(delivery) is None:
        raise NotFoundError(_("There is no such delivery, or nobody asks for its PIN."))
    act = pins.issue_pin if request.POST.get("another") else pins.show_pin
    pin = act(delivery_id=delivery.pk, by=user, at=timezone.now())
    context = {
        "delivery": delivery,
        "order": delivery.order,
        "site": delivery.order.site,
        "panel": pin_panel(delivery),
        "pin": pin,
    }
    if not wants_fragment(request):
        return render(request, "pod/pins/page.html", context)
    return render(request, "pod/pins/_panel.html", context)
