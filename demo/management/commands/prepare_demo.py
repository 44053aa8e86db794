"""`manage.py prepare_demo`: schema, roads and a working day, once; later runs only migrate."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from demo.day.making import SITE_CODE, make_day
from routing.models import RoadNetwork
from routing.services import travel
from wms.models import Site

CITY = Path("demo/data/city.osm.pbf")
MAP = Path("demo/data/city.pmtiles")
PATIENCE_SECONDS = 120


class Command(BaseCommand):
    """Prepare what `make demo` shows. Every line says what is being done."""

    help = "Bring the database up to date and make the demo's day, if it is not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, build the roads, serve them for a moment, make the day."""
        self._say("database: bringing the schema up to date")
        call_command("migrate", verbosity=0, interactive=False)
        if Site.objects.filter(code=SITE_CODE).exists():
            self._say("the demo's day is there already")
            return
        if Site.objects.exists():
            self._say("this installation has sites of its own: no demo is added")
            return
        if not RoadNetwork.objects.filter(is_active=True).exists():
            call_command(
                "build_roads",
                settings.BASE_DIR / CITY,
                tiles=settings.BASE_DIR / MAP,
                name="Portolane",
                licence="Portolane, a made-up city",
                no_hierarchies=True,
            )
        roads = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "routing.extracts.server", str(settings.ROADS_DIR)], cwd=settings.BASE_DIR
        )
        try:
            self._wait_for_roads()
            make_day(accounts_file=settings.VAR / "demo-accounts.json", now=timezone.now, say=self._say)
        except DomainError as refusal:
            raise CommandError(f"{refusal.message} {refusal.facts.get('errors', '')}") from refusal
        finally:
            roads.terminate()
            roads.wait()

    def _wait_for_roads(self) -> None:
        site = (-30.012, 46.288)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while travel.drive(points=[site, (-30.0, 46.3)]).source != "roads":
            if time.monotonic() > deadline:
                raise CommandError("the road engine did not answer; see the lines above")
            time.sleep(0.2)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
