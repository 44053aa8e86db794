"""The shifts of a day: who drives what, when."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import user_of
from accounts.models import User
from core.errors import DomainError, NotFoundError
from core.pages.htmx import UNPROCESSABLE, add_refusal, go_to
from core.pages.tables import search_text
from lastmile.models import Shift
from lastmile.queries.access import shifts_visible_to
from lastmile.queries.shifts import shifts_on
from lastmile.services import fleet
from lastmile.web.asking import now, uuids_of
from lastmile.web.days import day_of
from lastmile.web.shift_form import ShiftForm, initial_of
from wms.queries.access import sites_visible_to
from wms.queries.choosing import current_site, visible_sites


@permission_required("lastmile.view_plans", raise_exception=True)
def shift_list(request: HttpRequest) -> HttpResponse:
    """A day's shifts as bars, one line per vehicle."""
    user = user_of(request)
    day = _day(request)
    shown = shifts_on(user, day, site=search_text(request, "site")[:20])
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "shifts": shown,
        "drivers": len({one.shift.driver_id for one in shown if one.shift.driver_id}),
        "hours": range(0, 24, 3),
        "undo": next(iter(uuids_of(request.GET.getlist("undo")[:1])), None),
        "may_manage": user.has_perm("lastmile.manage_fleet"),
    }
    return render(request, "lastmile/shifts/page.html", context)


@permission_required("lastmile.manage_fleet", raise_exception=True)
def new_shift(request: HttpRequest) -> HttpResponse:
    """Put a vehicle on duty."""
    day = _day(request)
    form = ShiftForm(request.POST or None, user=user_of(request), initial={"works_on": day})
    if form.is_valid():
        try:
            made = fleet.plan_shift(**form.planned())
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("%(vehicle)s is on duty") % {"vehicle": made.vehicle})
            return go_to(request, _page_of(made.works_on))
    return _form(request, form, None, day)


@permission_required("lastmile.manage_fleet", raise_exception=True)
def change_shift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change who drives and when."""
    user = user_of(request)
    shift = _visible(user, public_id)
    form = ShiftForm(request.POST or None, user=user, shift=shift, initial=initial_of(shift))
    if form.is_valid():
        try:
            fleet.change_shift(public_id=public_id, **form.changed())
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The shift is saved"))
            return go_to(request, _page_of(shift.works_on))
    return _form(request, form, shift, shift.works_on)


@require_POST
@permission_required("lastmile.manage_fleet", raise_exception=True)
def cancel_shift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a shift off the day; the page offers to undo it."""
    shift = _visible(user_of(request), public_id)
    fleet.cancel_shift(public_id=public_id, at=now())
    messages.success(request, _("%(vehicle)s is off duty") % {"vehicle": shift.vehicle})
    return go_to(request, f"{_page_of(shift.works_on)}&undo={public_id}")


@require_POST
@permission_required("lastmile.manage_fleet", raise_exception=True)
def restore_shift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Undo the cancelling of a shift."""
    shift = _visible(user_of(request), public_id)
    fleet.restore_shift(public_id=public_id)
    return go_to(request, _page_of(shift.works_on))


@require_POST
@permission_required("lastmile.manage_fleet", raise_exception=True)
def copy_day(request: HttpRequest) -> HttpResponse:
    """Put the vehicles that were on duty a week before on duty again, at the same local times."""
    user = user_of(request)
    day = day_of(request, current_site(request))
    sites = list(sites_visible_to(user).values_list("pk", flat=True))
    made = fleet.copy_shifts(site_ids=sites, source=day - timedelta(days=7), target=day)
    told = ngettext("%(count)d shift copied", "%(count)d shifts copied", made) % {"count": made}
    messages.success(request, told)
    return go_to(request, _page_of(day))


def _day(request: HttpRequest) -> date:
    """The day asked for, else today at the site that the list is narrowed to, else at the person's."""
    code = search_text(request, "site")[:20]
    narrowed = next((site for site in visible_sites(request) if site.code == code), None)
    return day_of(request, narrowed or current_site(request))


def _page_of(day: date) -> str:
    return f"{reverse('lastmile:shifts')}?day={day.isoformat()}"


def _visible(user: User, public_id: UUID) -> Shift:
    found = shifts_visible_to(user).filter(public_id=public_id)
    shift = found.select_related("site", "vehicle", "driver").prefetch_related("breaks").first()
    if shift is None:
        raise NotFoundError(_("There is no such shift, or not for you."))
    return shift


def _form(request: HttpRequest, form: ShiftForm, shift: Shift | None, day: date) -> HttpResponse:
    context = {"form": form, "shift": shift, "day": day}
    return render(
        request, "lastmile/shifts/form.html", context, status=UNPROCESSABLE if form.is_bound else 200
    )
