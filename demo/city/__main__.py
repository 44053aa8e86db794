"""Make a demo city: `python -m demo.city --seed 7 --out city.osm.pbf --tiles city.pmtiles`."""

import argparse
import sys
from pathlib import Path

from demo.city.making import RADIUS_M, write_city
from routing.extracts.survey import survey
from routing.extracts.tiles import cut_tiles

ATTRIBUTION = "Portolane, a made-up city"


def main() -> None:
    """Read the command line, write the city and its map, say what was built."""
    parser = argparse.ArgumentParser(prog="python -m demo.city", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--radius", type=int, default=RADIUS_M, help="metres from the middle to the edge")
    parser.add_argument("--out", type=Path, required=True, help="the .osm.pbf file to write")
    parser.add_argument("--tiles", type=Path, help="the .pmtiles file to write")
    given = parser.parse_args()
    census = write_city(given.out, seed=given.seed, radius=given.radius)
    sys.stdout.write(f"{given.out}: {census}, {given.out.stat().st_size / 1e6:.2f} MB\n")
    if given.tiles:
        cut = cut_tiles(given.out, given.tiles, box=survey(given.out).box, attribution=ATTRIBUTION)
        sys.stdout.write(f"{given.tiles}: {cut.tiles} tiles, {cut.size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
