"""`manage.py serve_roads`: keeps the road engine running for the roads in use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from routing.extracts.server import RoadServer
from routing.services import road_networks


class Command(BaseCommand):
    """The supervisor's child `roads`; in a container of its own it listens on a fixed port."""

    help = "Run the road engine for the roads in use; follows `build_roads` by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen; by default on free ports of this machine, written to server.json."""
        parser.add_argument("--bind", default=settings.ROADS_BIND)
        parser.add_argument("--port", type=int, default=settings.ROADS_PORT, help="0: any free port")
        parser.add_argument("--threads", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        """Agree with the database once, then serve until told to stop."""
        try:
            road_networks.heal_pointer()
        except DatabaseError as failure:
            self._say(f"the database does not answer ({failure}); serving the roads used last")
        connection.close()
        server = RoadServer(
            Path(settings.ROADS_DIR),
            say=self._say,
            bind=options["bind"],
            port=options["port"],
            threads=options["threads"],
        )
        server.run()

    def _say(self, line: str) -> None:
        self.stdout.write(f"roads: {line}")
        self.stdout.flush()
