"""One engine, one instance, one process: `python -m benchmarks.routing.worker ENGINE INSTANCE SECONDS`."""

import json
import sys
import time

from benchmarks.routing.engines import ENGINES
from benchmarks.routing.instances import load


def main() -> None:
    """Print routes (numbers of visits), processor and wall seconds as one line of JSON."""
    engine, instance, seconds = sys.argv[1:]
    problem, _ = load(instance)
    cpu, wall = time.process_time(), time.monotonic()
    routes = ENGINES[engine](problem, float(seconds))
    took = {"cpu": time.process_time() - cpu, "wall": time.monotonic() - wall}
    sys.stdout.write(json.dumps({"routes": routes, **took}) + "\n")


if __name__ == "__main__":
    main()
