"""Finding where addresses are and how far from the sites: every look-up of an intake, before it writes.

Nothing here writes, and nothing here may run inside a transaction: a geocoder or the road engine may be
asked over the network.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lastmile.models import Address
from lastmile.queries.sites import DeliveringSite
from lastmile.services import _roads
from lastmile.services._address_rules import Candidate, judge
from lastmile.services.asks import AddressAsk
from lastmile.states import AddressLevel, CheckReason

GIVEN_SOURCE, HAND_SOURCE = "given", "hand"


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """Where an address is, and what a person should look at (None: nothing).

    Without a pin nothing was found. `access_metres` is None where no roads were there to ask.
    """

    longitude: float | None = None
    latitude: float | None = None
    access_longitude: float | None = None
    access_latitude: float | None = None
    access_metres: int | None = None
    level: AddressLevel | None = None
    confidence: int = 0
    source: str = ""
    reason: CheckReason | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """From a site to an address: metres, measured on roads or estimated."""

    metres: int
    is_estimated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUps:
    """All that was looked up for an intake: places by match key, ways by site id and match key."""

    located: Mapping[str, Located] = field(default_factory=dict)
    ways: Mapping[tuple[int, str], Way] = field(default_factory=dict)


def look_up(*, addresses: Collection[AddressAsk], sites: Sequence[DeliveringSite]) -> LookUps:
    """Locate the addresses that are not known yet, in bulk, and measure the ways to all of them.

    What a person decided about an address before, holds again.
    """
    asked = {address.match_key: address for address in addresses}
    known = {
        address.match_key: address
        for address in Address.objects.filter(match_key__in=asked, longitude__isnull=False)
    }
    fresh = {key: address for key, address in asked.items() if key not in known}
    located = _locate(fresh)
    points = {key: (a.longitude, a.latitude) for key, a in known.items()}
    points |= {key: (p.longitude, p.latitude) for key, p in located.items() if p.longitude is not None}
    return LookUps(located=located, ways=_measure(points, sites))


def candidates_for(*, addresses: Sequence[AddressAsk]) -> list[list[Candidate]]:
    """For each address, what its words may mean, best first: for the person who checks it."""
    return _roads.geocode(addresses)


def locate_point(*, longitude: float, latitude: float, level: AddressLevel, source: str) -> Located:
    """A usable point that somebody gave, with its access point on the road."""
    return _snapped(
        [
            Candidate(
                label="", longitude=longitude, latitude=latitude, level=level, confidence=100, source=source
            )
        ],
        [None],
    )[0]


def _locate(addresses: Mapping[str, AddressAsk]) -> dict[str, Located]:
    given = {key: address for key, address in addresses.items() if address.has_point}
    worded = {key: address for key, address in addresses.items() if not address.has_point}
    best: dict[str, Candidate] = {key: _given(address) for key, address in given.items()}
    reasons: dict[str, CheckReason | None] = dict.fromkeys(given)
    for key, found in zip(worded, _roads.geocode(list(worded.values())), strict=True):
        reasons[key] = judge(found)
        if found:
            best[key] = found[0]
    keys = list(best)
    snapped = _snapped([best[key] for key in keys], [reasons[key] for key in keys])
    nothing = {key: Located(reason=CheckReason.NOT_FOUND) for key in worded if key not in best}
    return dict(zip(keys, snapped, strict=True)) | nothing


def _given(address: AddressAsk) -> Candidate:
    return Candidate(
        label="",
        longitude=address.longitude or 0.0,
        latitude=address.latitude or 0.0,
        level=AddressLevel.GIVEN,
        confidence=100,
        source=GIVEN_SOURCE,
    )


def _snapped(found: Sequence[Candidate], reasons: Sequence[CheckReason | None]) -> list[Located]:
    accesses = _roads.snap([(each.longitude, each.latitude) for each in found])
    return [
        Located(
            longitude=each.longitude,
            latitude=each.latitude,
            access_longitude=access.longitude,
            access_latitude=access.latitude,
            access_metres=access.metres,
            level=each.level,
            confidence=each.confidence,
            source=each.source,
            reason=reason,
        )
        for each, access, reason in zip(found, accesses, reasons, strict=True)
    ]


def _measure(
    points: Mapping[str, tuple[float | None, float | None]], sites: Sequence[DeliveringSite]
) -> dict[tuple[int, str], Way]:
    placed = [site for site in sites if site.longitude is not None and site.latitude is not None]
    keys = list(points)
    if not placed or not keys:
        return {}
    origins = [(site.longitude or 0.0, site.latitude or 0.0) for site in placed]
    targets = [(points[key][0] or 0.0, points[key][1] or 0.0) for key in keys]
    ways = _roads.measure(origins, targets)
    return {
        (site.id, key): Way(metres=ways.metres[row][column], is_estimated=ways.is_estimated)
        for row, site in enumerate(placed)
        for column, key in enumerate(keys)
    }
