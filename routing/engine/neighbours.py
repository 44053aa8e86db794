"""Who is near whom: the candidates of the local search, nearest first.

Near means a cheap leg in one direction or the other, plus what the windows would make the driver wait.
"""

import numpy as np
import numpy.typing as npt

from routing.engine.network import Network

WAIT_WEIGHT = 5  # a fifth of the wait counts, as in the measured kernel of the routing study
NEAR = 60


def nearest(net: Network) -> list[list[int]]:
    """For every visit the others, nearest first, at most NEAR of them."""
    many = len(net.place)
    if many < 2:  # noqa: PLR2004 - one visit has no neighbour
        return [[] for _ in range(many)]
    place = np.array(net.place, dtype=np.int64)
    tables = net.cars[0].tables
    opens = np.array([windows[0][0] if windows else 0 for windows in net.windows], dtype=np.int64)
    closes = np.array([windows[-1][1] if windows else 1 << 40 for windows in net.windows], dtype=np.int64)
    stay = np.array(net.service, dtype=np.int64)
    keep = min(NEAR, many - 1)
    return [_row(at, place, tables.seconds, opens, closes, stay)[:keep].tolist() for at in range(many)]


def _row(
    at: int,
    place: npt.NDArray[np.int64],
    seconds: npt.NDArray[np.int32],
    opens: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64],
    stay: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    out, back = seconds[place[at], place].astype(np.int64), seconds[place, place[at]].astype(np.int64)
    there = out + _penalty(closes[at] + stay[at] + out, opens, opens[at] + stay[at] + out, closes)
    here = back + _penalty(closes + stay + back, opens[at], opens + stay + back, closes[at])
    near = np.minimum(there, here)
    near[at] = np.iinfo(np.int64).max
    order: npt.NDArray[np.int64] = np.argsort(near, kind="stable")
    return order


def _penalty(
    latest_there: npt.NDArray[np.int64],
    opens: npt.NDArray[np.int64] | np.int64,
    earliest_there: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64] | np.int64,
) -> npt.NDArray[np.int64]:
    """A share of the wait that cannot be avoided, and all of the lateness."""
    result: npt.NDArray[np.int64] = np.maximum(opens - latest_there, 0) // WAIT_WEIGHT + np.maximum(
        earliest_there - closes, 0
    )
    return result
