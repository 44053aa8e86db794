"""Check this address: what a geocoder was not sure of, a person decides on the map."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import user_of
from accounts.models import User
from core.errors import DomainError, NotFoundError
from lastmile.models import Address
from lastmile.queries.access import addresses_visible_to
from lastmile.queries.checking import addresses_to_check, deliveries_to
from lastmile.services import addressing
from lastmile.web.asking import moment_or_none, now, uuids_of

MOST_SHOWN = 200


@permission_required("lastmile.check_addresses", raise_exception=True)
def check_list(request: HttpRequest) -> HttpResponse:
    """The addresses that wait; the first one is open."""
    first = addresses_to_check(user_of(request)).first()
    return _page(request, first)


@permission_required("lastmile.check_addresses", raise_exception=True)
def check_address(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One address beside the list: its candidates, its pin on the map, the orders that wait for it."""
    return _page(request, _visible(user_of(request), public_id))


@require_POST
@permission_required("lastmile.check_addresses", raise_exception=True)
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm the pin or move it, take a candidate, mark as undeliverable; then on to the next address."""
    user = user_of(request)
    address = _visible(user, public_id)
    following = _next_after(user, address)
    try:
        _decide(request, user, address)
    except DomainError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("lastmile:check-address", args=[public_id]))
    onward = (
        reverse("lastmile:check-address", args=[following.public_id])
        if following
        else reverse("lastmile:check")
    )
    return HttpResponseRedirect(f"{onward}?decided={public_id}")


@require_POST
@permission_required("lastmile.check_addresses", raise_exception=True)
def look_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put an address back on the list: the undo of a decision, and a second thought about a confirmed one."""
    address = _visible(user_of(request), public_id)
    addressing.look_again(public_id=address.public_id, by=user_of(request), at=now())
    return HttpResponseRedirect(reverse("lastmile:check-address", args=[public_id]))


def _decide(request: HttpRequest, user: User, address: Address) -> None:
    said = request.POST
    one, at = address.public_id, now()
    version = moment_or_none(said.get("version", ""))
    match said.get("decision"):
        case "undeliverable":
            addressing.mark_undeliverable(public_id=one, by=user, at=at, version=version)
        case "point":
            longitude, latitude = _number(said.get("longitude", "")), _number(said.get("latitude", ""))
            addressing.confirm_point(
                public_id=one, longitude=longitude, latitude=latitude, by=user, at=at, version=version
            )
        case "stands":
            addressing.confirm_as_it_stands(public_id=one, by=user, at=at, version=version)
        case _:
            raise NotFoundError(_("That is not something that can be decided here."))


def _number(text: str) -> float:
    """The number, or one that is no place: the service then says so."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _page(request: HttpRequest, address: Address | None) -> HttpResponse:
    user = user_of(request)
    waiting = addresses_to_check(user)
    context = {
        "addresses": list(waiting[:MOST_SHOWN]),
        "total": waiting.count(),
        "address": address,
        "decided": _decided(request, user),
    }
    if address is not None:
        context |= {
            "candidates": addressing.candidates_of(address=address),
            "deliveries": list(deliveries_to(user, address)[:20]),
            "version": address.updated_at.isoformat(),
        }
    return render(request, "lastmile/checking/page.html", context)


def _decided(request: HttpRequest, user: User) -> Address | None:
    """The address that was decided a moment ago, so that the page can offer to undo it."""
    ids = uuids_of(request.GET.getlist("decided")[:1])
    return addresses_visible_to(user).filter(public_id__in=ids).first()


def _next_after(user: User, address: Address) -> Address | None:
    waiting = list(addresses_to_check(user)[:MOST_SHOWN])
    places = [each.pk for each in waiting]
    at = places.index(address.pk) if address.pk in places else -1
    rest = [each for each in [*waiting[at + 1 :], *waiting[:at]] if each.pk != address.pk]
    return rest[0] if rest else None


def _visible(user: User, public_id: UUID) -> Address:
    address = addresses_visible_to(user).filter(public_id=public_id).first()
    if address is None:
        raise NotFoundError(_("There is no such address, or not for you."))
    return address
