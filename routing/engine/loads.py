"""What is on board: all deliveries of a route from its start, less what was handed over, plus collections."""

from collections.abc import Sequence

from routing.engine.network import Network

Amounts = tuple[int, ...]


def loads_per_leg(net: Network, visits: Sequence[int]) -> list[Amounts]:
    """Load on every leg of a route: from the start to the first visit, … , from the last visit to the end."""
    aboard = [sum(amounts) for amounts in zip(*(net.delivery[visit] for visit in visits), strict=True)]
    if not visits:
        aboard = [0] * len(net.problem.loads)
    legs = [tuple(aboard)]
    for visit in visits:
        aboard = [
            load - down + up
            for load, down, up in zip(aboard, net.delivery[visit], net.pickup[visit], strict=True)
        ]
        legs.append(tuple(aboard))
    return legs


def fullest(legs: Sequence[Amounts]) -> Amounts:
    """The highest load of each dimension over all legs."""
    return tuple(max(amounts) for amounts in zip(*legs, strict=True))
