"""Names for streets, bridges, parks and districts; no name is given twice in a city."""

import random
from collections.abc import Callable

_FIRST = [
    "Alder",
    "Amber",
    "Anchor",
    "Ash",
    "Baker",
    "Barley",
    "Beacon",
    "Birch",
    "Bridge",
    "Brook",
    "Canal",
    "Castle",
    "Cedar",
    "Chapel",
    "Cherry",
    "Clover",
    "Cooper",
    "Copper",
    "Crane",
    "Dawn",
    "Dove",
    "Eagle",
    "Elm",
    "Falcon",
    "Fern",
    "Fisher",
    "Flint",
    "Forge",
    "Garden",
    "Glass",
    "Grange",
    "Harbour",
    "Harvest",
    "Hawthorn",
    "Hazel",
    "Heron",
    "Hill",
    "Holly",
    "Iron",
    "Ivy",
    "Juniper",
    "King",
    "Lantern",
    "Larch",
    "Laurel",
    "Lime",
    "Linden",
    "Maple",
    "Market",
    "Meadow",
    "Mill",
    "Mint",
    "Moss",
    "Nettle",
    "North",
    "Oak",
    "Olive",
    "Orchard",
    "Otter",
    "Park",
    "Pearl",
    "Pine",
    "Plum",
    "Poplar",
    "Quarry",
    "Queen",
    "Raven",
    "River",
    "Robin",
    "Rose",
    "Rowan",
    "Saddler",
    "Sage",
    "School",
    "Silver",
    "Slate",
    "South",
    "Sparrow",
    "Spring",
    "Station",
    "Stone",
    "Swan",
    "Tanner",
    "Thistle",
    "Tower",
    "Vale",
    "Walnut",
    "Water",
    "Weaver",
    "Well",
    "Wharf",
    "Willow",
    "Windmill",
    "Wren",
    "Yew",
]
_SECOND = [
    "gate",
    "field",
    "bank",
    "croft",
    "side",
    "wick",
    "mere",
    "combe",
    "holt",
    "stead",
    "more",
]
_STREET_KINDS = [
    "Street",
    "Street",
    "Street",
    "Road",
    "Lane",
    "Avenue",
    "Way",
    "Row",
    "Walk",
    "Close",
]
_DISTRICT_ENDINGS = [
    "ton",
    "ham",
    "bury",
    "dale",
    "ford",
    "field",
    "wick",
    "mere",
    "holt",
    "stead",
]
_QUALIFIERS = ["East", "West", "Upper", "Lower", "Old", "New"]
_ATTEMPTS = 400
_WITH_ENDING = 0.5


class Names:
    """Hands out names in an order that the seed decides."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def street(self, kind: str | None = None) -> str:
        """A new street name; `kind` fixes its last word (Avenue, Bridge, Park)."""
        return self._unused(lambda: f"{self._stem()} {kind or self._rng.choice(_STREET_KINDS)}")

    def district(self) -> str:
        """A new name for a part of town, in one word."""
        return self._unused(lambda: self._rng.choice(_FIRST) + self._rng.choice(_DISTRICT_ENDINGS))

    def _stem(self) -> str:
        ending = self._rng.choice(_SECOND) if self._rng.random() < _WITH_ENDING else ""
        return self._rng.choice(_FIRST) + ending

    def _unused(self, make: Callable[[], str]) -> str:
        for attempt in range(_ATTEMPTS):
            name = make()
            if attempt > _ATTEMPTS // 2:
                name = f"{self._rng.choice(_QUALIFIERS)} {name}"
            if name not in self._given:
                self._given.add(name)
                return name
        raise ValueError("the city is too large: no street names are left")
