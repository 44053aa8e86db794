"""The lead's counts: what is to be counted, what differs and what it is worth, and what becomes of it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import user_of
from core.errors import DomainError, NotFoundError
from core.pages.htmx import UNPROCESSABLE, add_refusal, go_to, render_page
from core.pages.tables import Column, search_text, table_page
from wms.models import Count, CountRequest
from wms.queries import scanned
from wms.queries.choosing import current_site
from wms.queries.counts import counts_of, counts_visible_to
from wms.services import count_requests, count_review

KEEPS_STOCK = ["wms.view_stock", "wms.adjust_stock"]
COLUMNS = (
    Column(key="place", label=gettext_lazy("Bin"), order_by=("location__pick_sequence", "location__code")),
    Column(key="item", label=gettext_lazy("Item"), order_by=("item__sku",)),
    Column(key="why", label=gettext_lazy("Why"), order_by=("reason",)),
    Column(key="status", label=gettext_lazy("State"), order_by=("status",)),
    Column(key="asked", label=gettext_lazy("Asked for"), order_by=("requested_at",)),
)
WHICH = (
    ("", gettext_lazy("Open")),
    ("decide", gettext_lazy("To approve")),
    ("count", gettext_lazy("To count")),
    ("over", gettext_lazy("Over")),
)


class AskForm(forms.Form):
    """Which bin, which item, or both."""

    place = forms.CharField(label=gettext_lazy("Bin"), max_length=40, required=False)
    item = forms.CharField(
        label=gettext_lazy("Item"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("SKU or barcode. Alone: every bin that holds it."),
    )


@permission_required(KEEPS_STOCK, raise_exception=True)
def count_list(request: HttpRequest) -> HttpResponse:
    """Every count of the site that is not over; or those to decide, to count, over."""
    site = current_site(request)
    which = request.GET.get("which", "")
    if which not in dict(WHICH):
        which = ""
    found = counts_of(site, which=which, text=search_text(request)) if site else CountRequest.objects.none()
    context = {
        "table": table_page(request, found, columns=COLUMNS, sort="-asked" if which == "over" else "asked"),
        "site": site,
        "which": which,
        "choices": WHICH,
    }
    return render_page(request, "wms/counts/page.html", "wms/counts/_list.html", context)


@permission_required(KEEPS_STOCK, raise_exception=True)
def ask_page(request: HttpRequest) -> HttpResponse:
    """Ask for a count of a bin, of an item wherever it lies, or of both together."""
    site = current_site(request)
    if site is None:
        raise NotFoundError(_("There is no site for you to work in."))
    asked = {name: request.GET.get(name, "")[:80] for name in ("place", "item")}
    form = AskForm(request.POST or None, initial=asked)
    if form.is_valid():
        place, item = form.cleaned_data["place"].strip(), form.cleaned_data["item"].strip()
        try:
            made = count_requests.ask_for_count(
                site=site,
                place=_found("place", lambda: scanned.place_called(site, place)) if place else None,
                item=_found("item", lambda: scanned.item_called(item).item) if item else None,
                by=user_of(request),
                at=timezone.now(),
            )
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Bins to be counted: %(n)d") % {"n": len(made)})
            return go_to(request, reverse("wms:counts"))
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "wms/counts/ask.html", {"form": form, "site": site}, status=status)


@permission_required(KEEPS_STOCK, raise_exception=True)
def count_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One count: what was counted when by whom, against the books of that moment, and its value."""
    return _detail(request, _visible(request, public_id), {})


@require_POST
@permission_required(KEEPS_STOCK, raise_exception=True)
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve, leave the books, have it counted again, withdraw, or take an adjustment back."""
    row = _visible(request, public_id)
    act = ACTS.get(request.POST.get("decision", ""))
    if act is None:
        raise NotFoundError(_("That is not something that can be decided here."))
    said, needs_reason = act
    facts: dict[str, Any] = {"reason": request.POST.get("reason", "")} if needs_reason else {}
    try:
        said(request_id=row.pk, by=user_of(request), at=timezone.now(), **facts)
    except DomainError as error:
        refusal = {"refused": error.message, "reason": facts.get("reason", "")}
        return _detail(request, _visible(request, public_id), refusal, status=UNPROCESSABLE)
    return HttpResponseRedirect(reverse("wms:count", args=[public_id]))


ACTS: Mapping[str, tuple[Callable[..., CountRequest], bool]] = {
    "approve": (count_review.approve, True),
    "reject": (count_review.reject, True),
    "again": (count_review.count_again, False),
    "withdraw": (count_requests.withdraw, False),
    "undo": (count_review.undo, False),
}


def _detail(
    request: HttpRequest, row: CountRequest, more: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    counts = Count.objects.filter(request=row).select_related("by").prefetch_related("lines__lot")
    context = {
        "row": row,
        "site": row.location.site,
        "counts": list(counts.order_by("number")),
        "review": count_review.review_of(request=row) if row.closed_at is None else None,
        "is_undone": row.posting is not None and hasattr(row.posting, "reversed_by"),
    }
    return render(request, "wms/counts/count.html", context | dict(more), status=status)


def _visible(request: HttpRequest, public_id: UUID) -> CountRequest:
    row = counts_visible_to(user_of(request)).filter(public_id=public_id).first()
    if row is None:
        raise NotFoundError(_("There is no such count, or not for you."))
    return row


def _found[T](field: str, look: Callable[[], T]) -> T:
    """What was named; a refusal says at which field."""
    try:
        return look()
    except DomainError as error:
        error.facts["field"] = field
        raise
