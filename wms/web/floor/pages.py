"""The floor's pages: what there is to do, a walk, the bench, the lanes, what goes back."""

from uuid import UUID

from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import user_of
from core import live
from core.codes import plain_code
from core.errors import NotFoundError
from wms.errors import WrongScanError
from wms.models import Pick, PickWalk, Printer, Shipment, Site
from wms.queries import floor_tasks, scanned
from wms.queries.access import sites_visible_to
from wms.queries.choosing import current_site
from wms.queries.floor import MOST_ROWS, floor_of, pieces_left, to_pack
from wms.services import putting_back
from wms.states import ShipmentStatus

ON_THE_BENCH = (ShipmentStatus.PICKING, ShipmentStatus.PACKED, ShipmentStatus.STAGED)


@permission_required("wms.view_stock", raise_exception=True)
def home(request: HttpRequest) -> HttpResponse:
    """What there is to do, what must leave first on top."""
    site = current_site(request)
    floor = floor_of(site, person=user_of(request).pk, at=timezone.now()) if site else None
    token = live.watch_token([f"floor:{site.code}"]) if site else ""
    return _page(request, "home", {"site": site, "floor": floor, "live_token": token})


@permission_required("wms.pick", raise_exception=True)
def walk_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One walk: bin, item, quantity, tote; one after the other."""
    walk = _walk(request, public_id)
    return _page(
        request, "pick", {"walk": walk, "site": walk.wave.site, "tasks": floor_tasks.walk_tasks(walk)}
    )


@permission_required("wms.pick", raise_exception=True)
def walk_json(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """The walk as it stands now, after a short pick, an undo, or somebody else's act."""
    return JsonResponse(
        floor_tasks.walk_tasks(_walk(request, public_id)), headers={"Cache-Control": "no-store"}
    )


@permission_required("wms.pack", raise_exception=True)
def bench_list(request: HttpRequest) -> HttpResponse:
    """Orders whose totes can be packed; scanning a tote opens its order."""
    site = current_site(request)
    shipments = list(to_pack(site)[:MOST_ROWS]) if site else []
    left = pieces_left(shipments)
    rows = [(shipment, left[shipment.pk]) for shipment in shipments]
    totes = floor_tasks.totes_in_use(site) if site else {}
    return _page(request, "bench_list", {"site": site, "rows": rows, "totes": totes})


@permission_required("wms.pack", raise_exception=True)
def bench(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One order at the packing bench."""
    shipment = _shipment(request, public_id)
    place = getattr(shipment, "wave_place", None)
    context = {
        "shipment": shipment,
        "site": shipment.order.site,
        "wave": place.wave if place else None,
        "is_picked": not Pick.objects.to_do().filter(shipment=shipment).exists(),
        "printers": list(Printer.objects.filter(site=shipment.order.site, is_active=True)),
        "bench": floor_tasks.bench(shipment),
    }
    return _page(request, "bench", context)


@permission_required("wms.pack", raise_exception=True)
def bench_json(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """The bench as it stands now."""
    bench = floor_tasks.bench(_shipment(request, public_id))
    return JsonResponse(bench, headers={"Cache-Control": "no-store"})


@permission_required("wms.stage", raise_exception=True)
def lanes(request: HttpRequest) -> HttpResponse:
    """Parcels into lanes: scan the parcel, then the lane."""
    site = current_site(request)
    return _page(request, "lanes", {"site": site, "tasks": floor_tasks.staging_tasks(site) if site else {}})


@permission_required("wms.stage", raise_exception=True)
def lanes_json(request: HttpRequest) -> JsonResponse:
    """What is to be put into lanes now."""
    site = _site(request)
    return JsonResponse(floor_tasks.staging_tasks(site), headers={"Cache-Control": "no-store"})


@permission_required("wms.pick", raise_exception=True)
def going_back(request: HttpRequest) -> HttpResponse:
    """Goods of cancelled orders, and from which bin they came."""
    site = current_site(request)
    balances = putting_back.waiting(site_id=site.pk) if site else []
    codes = floor_tasks.item_codes({balance.item for balance in balances})
    tasks = [
        {
            "unit": balance.handling_unit.sscc if balance.handling_unit else "",
            "sku": balance.item.sku,
            "name": balance.item.name,
            "left": balance.on_hand,
            "bin": putting_back.origin_of(balance),
            "codes": codes[balance.item_id] | ({balance.lot.code: 1} if balance.lot else {}),
            "serials": [serial.number for serial in balance.serials.all()],
        }
        for balance in balances[:MOST_ROWS]
    ]
    return _page(request, "going_back", {"site": site, "tasks": tasks})


@login_required
def what_is(request: HttpRequest) -> JsonResponse:
    """What a code is that no task here knows: a sentence for who scanned it."""
    code = plain_code(request.GET.get("code", ""))
    site = current_site(request)
    if site is None or not user_of(request).has_perm("wms.view_stock"):
        raise NotFoundError(_("There is no such thing here, or not for you."))
    return JsonResponse({"says": _say(site, code)}, headers={"Cache-Control": "no-store"})


def _say(site: Site, code: str) -> str:
    """The first reading of a code that fits; a label of another site is told as such."""
    elsewhere = ""
    for read in (scanned.unit_called, scanned.place_called):
        try:
            found = read(site, code)
        except WrongScanError as error:
            elsewhere = elsewhere or (error.message if error.code == "other_site" else "")
        else:
            kind = found.get_kind_display()
            return _("This is %(kind)s %(code)s.") % {"kind": kind, "code": str(found)[-8:]}
    try:
        return _("This is %(item)s.") % {"item": scanned.item_called(code).item.name}
    except WrongScanError as error:
        return elsewhere or error.message


def _page(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    return render(request, f"wms/floor/{name}.html", context | {"scope": "FLOOR"})


def _site(request: HttpRequest) -> Site:
    site = current_site(request)
    if site is None:
        raise NotFoundError(_("There is no site for you to work in."))
    return site


def _sites(request: HttpRequest) -> QuerySet[Site]:
    return sites_visible_to(user_of(request))


def _walk(request: HttpRequest, public_id: UUID) -> PickWalk:
    found = PickWalk.objects.filter(public_id=public_id, wave__site__in=_sites(request))
    walk = found.select_related("wave__site", "wave__lane", "picker").first()
    if walk is None:
        raise NotFoundError(_("There is no such walk here, or not for you."))
    return walk


def _shipment(request: HttpRequest, public_id: UUID) -> Shipment:
    found = Shipment.objects.filter(
        public_id=public_id, order__site__in=_sites(request), status__in=ON_THE_BENCH
    )
    shipment = found.select_related("order__site", "wave_place__wave__lane").first()
    if shipment is None:
        raise NotFoundError(_("There is no such order at the bench, or not for you."))
    return shipment
