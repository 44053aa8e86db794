"""Acts of the admin: a question, then one call of a service per row, and what the service said to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError

type Label = Any  # a str or a lazily translated one

MOST_AT_ONCE = 500
"""So many rows one act takes; more is a job for an import or the API."""
MOST_TOLD = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Who asked for it, when, and why."""

    by: Any
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Act[M: Model]:
    """Something to do to rows. `carry_out` calls one service; False: nothing was to be done."""

    name: str
    label: Label
    question: Label
    permission: str
    carry_out: Callable[[M, Asked], bool | None]
    asks_reason: bool = False


def action_of(act: Act[Any]) -> Callable[..., HttpResponseBase | None]:
    """The act as Django's admin calls it."""

    def action(
        place: admin.ModelAdmin[Any], request: HttpRequest, rows: QuerySet[Any]
    ) -> HttpResponseBase | None:
        chosen = list(rows[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            told = _("At most %(most)d at once. Narrow the list first.")
            messages.error(request, told % {"most": MOST_AT_ONCE})
            return None
        if request.POST.get("confirmed") != "yes":
            return _question(place, request, act, chosen)
        _carry_out(place, request, act, chosen)
        return None

    return action


def _question(
    place: admin.ModelAdmin[Any], request: HttpRequest, act: Act[Any], rows: list[Any]
) -> TemplateResponse:
    context = {
        **place.admin_site.each_context(request),
        "title": act.label,
        "act": act,
        "rows": rows,
        "opts": place.opts,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/house_act.html", context)


def _carry_out(place: admin.ModelAdmin[Any], request: HttpRequest, act: Act[Any], rows: list[Any]) -> None:
    """One service call per row: what one row is refused does not keep the others back."""
    asked = Asked(by=request.user, at=timezone.now(), reason=request.POST.get("reason", "").strip()[:500])
    done, left, refused = 0, 0, []
    for row in rows:
        try:
            changed = act.carry_out(row, asked)
        except DomainError as error:
            refused.append(f"{row}: {error.message}")
            continue
        if changed is False:
            left += 1
            continue
        done += 1
        place.log_change(request, row, f"{act.label}: {asked.reason}" if asked.reason else str(act.label))
    if done:
        told = ngettext("%(act)s: %(count)d done.", "%(act)s: %(count)d done.", done)
        messages.success(request, told % {"act": act.label, "count": done})
    if left:
        told = ngettext(
            "%(count)d was left as it is: there was nothing to do.",
            "%(count)d were left as they are: there was nothing to do.",
            left,
        )
        messages.warning(request, told % {"count": left})
    for told in refused[:MOST_TOLD]:
        messages.error(request, told)
    if len(refused) > MOST_TOLD:
        messages.error(request, _("%(count)d more were refused.") % {"count": len(refused) - MOST_TOLD})
