"""Which site an order leaves from: plain arithmetic over what each site offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lastmile.services.asks import Refusal
from lastmile.states import SiteChoice


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteOffer:
    """What one site can do for one order. `metres` is None where nobody could measure the way."""

    site_id: int
    code: str
    free: Mapping[int, int]
    metres: int | None
    is_estimated: bool
    reach_metres: int
    takes_until: str = ""
    """Empty: it still takes orders for that day; else since when it does not."""

    def promises(self, need: Mapping[int, int]) -> int:
        """How many base units of the need it could promise, in ten-thousandths of each line."""
        return sum(
            min(max(self.free.get(item, 0), 0), asked) * 10_000 // asked for item, asked in need.items()
        )

    @property
    def is_in_reach(self) -> bool:
        """Whether it delivers that far; a way that nobody measured is not held against it."""
        return self.metres is None or self.metres <= self.reach_metres

    @property
    def nearness(self) -> tuple[int, str]:
        """For sorting: nearest first, then by code."""
        return (self.metres if self.metres is not None else 10**9, self.code)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The site, why, and how far it is."""

    site_id: int
    reason: SiteChoice
    metres: int | None
    is_estimated: bool


def choose(offers: Sequence[SiteOffer], need: Mapping[int, int], *, is_given: bool) -> Chosen | Refusal:
    """The nearest site that can promise everything in time; else the one that can promise the most.

    `need` is base units by item. A refusal says why no site will do.
    """
    reachable = [offer for offer in offers if offer.is_in_reach]
    if not reachable:
        return _too_far(offers)
    in_time = [offer for offer in reachable if not offer.takes_until]
    if not in_time:
        return _too_late(reachable)
    best, reason = _best(in_time, reachable, need)
    if is_given:
        reason = SiteChoice.GIVEN
    elif len(offers) == 1:
        reason = SiteChoice.ONLY
    elif best.metres is None:
        reason = SiteChoice.NO_POINT
    return Chosen(site_id=best.site_id, reason=reason, metres=best.metres, is_estimated=best.is_estimated)


def _best(
    in_time: Sequence[SiteOffer], reachable: Sequence[SiteOffer], need: Mapping[int, int]
) -> tuple[SiteOffer, SiteChoice]:
    everything = 10_000 * len(need)
    full = [offer for offer in in_time if offer.promises(need) == everything]
    if not full:
        return min(in_time, key=lambda offer: (-offer.promises(need), offer.nearness)), SiteChoice.MOST_STOCK
    best = min(full, key=lambda offer: offer.nearness)
    passed = [
        offer
        for offer in reachable
        if offer.takes_until and offer.promises(need) == everything and offer.nearness < best.nearness
    ]
    return best, SiteChoice.IN_TIME if passed else SiteChoice.NEAREST_WITH_STOCK


def _too_far(offers: Sequence[SiteOffer]) -> Refusal:
    nearest = min(offers, key=lambda offer: offer.nearness)
    told = _("Too far: %(distance)d km from %(site)s, which delivers up to %(reach)d km.")
    facts = {
        "distance": round((nearest.metres or 0) / 1000),
        "site": nearest.code,
        "reach": nearest.reach_metres // 1000,
    }
    return Refusal(field="address", message=told % facts, code="out_of_reach")


def _too_late(offers: Sequence[SiteOffer]) -> Refusal:
    nearest = min(offers, key=lambda offer: offer.nearness)
    told = _("Too late: %(site)s took orders for that day until %(moment)s.")
    facts = {"site": nearest.code, "moment": nearest.takes_until}
    return Refusal(field="deliver_on", message=told % facts, code="past_cut_off")
