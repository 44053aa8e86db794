"""Postings whose handling units go along with their goods. Steps of services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from wms.models import HandlingUnit, Site, StockBalance, StockTransaction
from wms.services import _headers, _posting, places
from wms.services._headers import Header
from wms.services._legs import Leg, add_up
from wms.services._posting import Work
from wms.states import LocationKind, TransactionKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """Who did it, when, with what, under which key, for which document and why."""

    idempotency: tuple[str, str]
    effective_at: datetime
    by: User | None
    device: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """So much of one balance; with the numbers of the pieces where they are numbered."""

    balance: StockBalance
    quantity: int
    serials: tuple[str, ...] = ()


def header_of(kind: TransactionKind, site: Site, posted: Posted, hashed: str, source: str) -> Header:
    """The head of a posting; `source` where the act names no document of its own."""
    return Header(
        idempotency=posted.idempotency,
        kind=kind,
        site=site,
        effective_at=posted.effective_at,
        by=posted.by,
        fingerprint=hashed,
        device=posted.device,
        source=posted.source or source,
        reason=posted.reason,
    )


def carry(header: Header, legs: Sequence[Leg], units: Sequence[HandlingUnit]) -> StockTransaction:
    """Post legs whose units, which the caller holds, go along with them."""
    transit = places.virtual_location(site_id=header.site.pk, kind=LocationKind.TRANSIT)
    made, is_new = _headers.begin(header)
    if is_new:
        sums = add_up(header.site, legs, transit)
        moving = frozenset(each.pk for each in units)
        _posting.carry_out(Work(made, sums, yields=False, moving_units=moving))
    return made
