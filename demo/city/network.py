"""The street network: streets that share nodes, in one connected piece."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from demo.city.ground import District, Point
from demo.city.lines import Line, RoadClass
from demo.city.naming import Names

MAIN_CLASSES = frozenset({"trunk", "primary", "secondary"})
_LIVING_STREET_MAX_NODES = 3


@dataclass
class Street:
    """A named street from one end to the other, as node numbers; a one-way street runs in that order."""

    name: str
    road_class: RoadClass
    nodes: list[int]
    district: District | None = None
    axis: int = 0
    lane: int = 0
    is_one_way: bool = False
    is_roundabout: bool = False
    is_bridge: bool = False

    @property
    def is_main(self) -> bool:
        """Whether this is a ring, an arterial or the like, not a street one lives in."""
        return self.road_class in MAIN_CLASSES

    def edges(self) -> list[tuple[int, int]]:
        """Consecutive pairs of nodes."""
        return list(pairwise(self.nodes))


@dataclass(frozen=True)
class TurnBan:
    """Who comes from one node over the crossing may not turn off to the other."""

    from_node: int
    via: int
    to_node: int
    kind: str


@dataclass
class Network:
    """Nodes in metres, streets, and the signs along them."""

    positions: list[Point]
    streets: list[Street]
    signals: list[int] = field(default_factory=list)
    turn_bans: list[TurnBan] = field(default_factory=list)

    def streets_at(self) -> dict[int, list[int]]:
        """For each node, the numbers of the streets that pass it."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, street in enumerate(self.streets):
            for node in dict.fromkeys(street.nodes):
                found[node].append(number)
        return found

    def neighbours(self) -> dict[int, list[tuple[int, Street]]]:
        """For each node, the next nodes and the street that leads there, one-way or not."""
        found: dict[int, list[tuple[int, Street]]] = defaultdict(list)
        for street in self.streets:
            for start, end in street.edges():
                found[start].append((end, street))
                found[end].append((start, street))
        return found

    def length_m(self) -> float:
        """Length of all streets together."""
        return sum(
            math.dist(self.positions[start], self.positions[end])
            for street in self.streets
            for start, end in street.edges()
        )


def build(positions: list[Point], chains: list[list[int]], lines: list[Line], names: Names) -> Network:
    """Name the chains of nodes and keep the largest connected piece."""
    pieces: list[tuple[list[int], Line]] = []
    drawn: set[tuple[int, int]] = set()
    for chain, line in zip(chains, lines, strict=True):
        pieces += [(piece, line) for piece in _not_drawn_yet(chain, drawn)]
    town = _largest_piece(len(positions), [piece for piece, _ in pieces])
    streets = [_street(piece, line, names) for piece, line in pieces if piece[0] in town]
    return Network(positions, streets)


def _not_drawn_yet(chain: list[int], drawn: set[tuple[int, int]]) -> list[list[int]]:
    pieces: list[list[int]] = [chain[:1]]
    for start, end in pairwise(chain):
        edge = (min(start, end), max(start, end))
        if edge in drawn:
            pieces.append([end])
        else:
            drawn.add(edge)
            pieces[-1].append(end)
    return [piece for piece in pieces if len(piece) > 1]


def _largest_piece(count: int, chains: list[list[int]]) -> set[int]:
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for chain in chains:
        for start, end in pairwise(chain):
            parent[root(start)] = root(end)
    sizes = Counter(root(node) for chain in chains for node in chain)
    largest = max(sizes, key=lambda node: (sizes[node], -node))
    return {node for chain in chains for node in chain if root(node) == largest}


def _street(nodes: list[int], line: Line, names: Names) -> Street:
    road_class = line.road_class
    if (
        road_class == "residential"
        and len(nodes) <= _LIVING_STREET_MAX_NODES
        and (line.lane + nodes[0]) % 4 == 0
    ):
        road_class = "living_street"
    return Street(
        name=line.name or names.street(),
        road_class=road_class,
        nodes=nodes,
        district=line.district,
        axis=line.axis,
        lane=line.lane,
        is_bridge=line.is_bridge,
    )
