"""Small planning problems as the engine's JSON."""

import math
import random


def problem(*, visits: int = 12, vehicles: int = 2, seed: int = 3, capacity: int = 100, closes: int = 36_000):
    """Points on a plane of 10 km, a depot in the middle, vans on one shift; matrices inline."""
    rng = random.Random(seed)
    points = [(5000, 5000), *((rng.randrange(10_000), rng.randrange(10_000)) for _ in range(visits))]
    metres = [[round(math.dist(a, b) * 1.3) for b in points] for a in points]
    return {
        "format": "waybill-problem/1",
        "name": "test",
        "loads": ["units"],
        "places": [{"key": f"p{i}"} for i in range(len(points))],
        "travel": {"van": {"durations": [[m // 8 for m in row] for row in metres], "distances": metres}},
        "visits": [
            {"key": f"v{i}", "place": i, "service": 120, "delivery": [5], "penalty": 100_000}
            for i in range(1, len(points))
        ],
        "vehicles": [
            {
                "key": f"van{i}",
                "start": 0,
                "end": 0,
                "shift": {"opens": 0, "closes": closes},
                "capacity": [capacity],
                "costs": {"fixed": 1000, "per_hour": 3000, "per_km": 30},
            }
            for i in range(vehicles)
        ],
    }
