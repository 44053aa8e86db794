"""Which nodes can all be driven to from each other: the largest strongly connected part.

Tarjan, "Depth-first search and linear graph algorithms", 1972; without recursion.
"""

from collections import defaultdict

from demo.city.network import Network


def largest_circle(network: Network) -> set[int]:
    """The nodes of the largest part in which every node reaches every other along one-way rules."""
    onwards: dict[int, list[int]] = defaultdict(list)
    for street in network.streets:
        for start, end in street.edges():
            onwards[start].append(end)
            if not street.is_one_way:
                onwards[end].append(start)
    nodes = sorted({node for street in network.streets for node in street.nodes})
    return max(_circles(nodes, onwards), key=lambda circle: (len(circle), -min(circle)))


def _circles(nodes: list[int], onwards: dict[int, list[int]]) -> list[set[int]]:
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    open_nodes: list[int] = []
    is_open: set[int] = set()
    circles: list[set[int]] = []
    for start in nodes:
        if start in order:
            continue
        stack = [(start, iter(onwards[start]))]
        order[start] = low[start] = len(order)
        open_nodes.append(start)
        is_open.add(start)
        while stack:
            node, rest = stack[-1]
            fresh = next(
                (other for other in rest if _see(other, node, order, low, is_open)),
                None,
            )
            if fresh is not None:
                order[fresh] = low[fresh] = len(order)
                open_nodes.append(fresh)
                is_open.add(fresh)
                stack.append((fresh, iter(onwards[fresh])))
                continue
            stack.pop()
            if stack:
                low[stack[-1][0]] = min(low[stack[-1][0]], low[node])
            if low[node] == order[node]:
                circles.append(_close(node, open_nodes, is_open))
    return circles


def _see(other: int, node: int, order: dict[int, int], low: dict[int, int], is_open: set[int]) -> bool:
    """Note an edge to a node already met; True when it was never met."""
    if other not in order:
        return True
    if other in is_open:
        low[node] = min(low[node], order[other])
    return False


def _close(node: int, open_nodes: list[int], is_open: set[int]) -> set[int]:
    circle: set[int] = set()
    while node not in circle:
        last = open_nodes.pop()
        is_open.discard(last)
        circle.add(last)
    return circle
