"""`manage.py build_roads FILE.osm.pbf`: roads, map and addresses out of an OpenStreetMap extract."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from routing.models import RoadNetwork
from routing.services import road_building
from routing.services.road_building import OPENSTREETMAP, Wanted


class Command(BaseCommand):
    """Build and use the roads of an extract, go back to the earlier ones, or say what is in use."""

    help = (
        "Build roads, map and addresses from an .osm.pbf file and use them. Extracts: download.geofabrik.de"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file, or --rollback, or --status."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", nargs="?", type=Path, help="the .osm.pbf file")
        what.add_argument("--rollback", action="store_true", help="use the roads that were in use before")
        what.add_argument("--status", action="store_true", help="say which roads are in use")
        parser.add_argument("--name", default="", help="what to call these roads; default: the file's name")
        parser.add_argument("--licence", default=OPENSTREETMAP, help="the line shown on every map")
        parser.add_argument("--tiles", type=Path, help="a .pmtiles map of this very extract, cut before")
        parser.add_argument("--again", action="store_true", help="build even if this file is in use already")
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument(
            "--no-hierarchies",
            action="store_true",
            help="leave out the slow step that makes large matrices fast",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Turn every refusal into one line."""
        self._started = time.monotonic()
        try:
            if options["status"]:
                self._status()
            elif options["rollback"]:
                self._say(f"{road_building.go_back().name} is in use again")
            else:
                self._build(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal

    def _build(self, options: dict[str, Any]) -> None:
        wanted = Wanted(
            source=options["file"],
            name=options["name"],
            licence=options["licence"],
            tiles=options["tiles"],
            threads=options["threads"],
            again=options["again"],
            hierarchies=not options["no_hierarchies"],
        )
        network = road_building.build_roads(wanted=wanted, now=timezone.now, say=self._say)
        counts = ", ".join(f"{count} {what}" for what, count in network.counts.items())
        self._say(f"{network.name}: {counts}")

    def _status(self) -> None:
        for network in RoadNetwork.objects.all():
            mark = "in use" if network.is_active else network.get_status_display()
            graph = "MLD and CH" if network.has_hierarchies else "MLD"
            self.stdout.write(f"{mark:>10}  {network.name} ({network.source}, {graph}) {network.error}")
        if not RoadNetwork.objects.filter(is_active=True).exists():
            self.stdout.write("No roads are in use: travel times are estimated.")

    def _say(self, line: str) -> None:
        self.stdout.write(f"{time.monotonic() - self._started:7.1f} s  {line}")
        self.stdout.flush()
