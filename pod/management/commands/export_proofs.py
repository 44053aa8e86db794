"""`manage.py export_proofs --site CODE --day YYYY-MM-DD --to FILE.zip`: a day's archive for operators."""

from argparse import RawDescriptionHelpFormatter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lastmile.models import DeliveryAttempt
from pod.services import exporting
from wms.models import Site


class Command(BaseCommand):
    """The same archive as the page gives; the log names no person."""

    help = (
        "Write the proofs of all deliveries that were visited on a day into one archive.\n"
        "Verify it anywhere: python3 verify_proofs.py FILE.zip (the program is in the archive)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which day of which site, and where to."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("--site", required=True, help="the site's code")
        parser.add_argument("--day", required=True, type=date.fromisoformat, help="the day at the site")
        parser.add_argument("--to", required=True, type=Path, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Written beside, then put in place: a half one is never there."""
        site = Site.objects.filter(code=options["site"]).first()
        if site is None:
            raise CommandError(_("There is no site %(code)s.") % {"code": options["site"]})
        begins = datetime.combine(options["day"], datetime.min.time(), site.zone)
        visits = DeliveryAttempt.objects.filter(
            delivery__order__site=site,
            occurred_at__gte=begins,
            occurred_at__lt=begins + timedelta(days=1),
        )
        ids = sorted(set(visits.values_list("delivery_id", flat=True)))
        evidence = exporting.begin_export(delivery_ids=ids, by=None, at=timezone.now())
        scope = f"site {site.code} on {options['day']}"
        about = {"scope": scope, "made_at": timezone.now().isoformat(), "made_by": ""}
        target: Path = options["to"]
        part = target.with_suffix(".part")
        with part.open("wb") as file:
            for piece in exporting.archive_of(evidence, about=about):
                file.write(piece)
        part.replace(target)
        self.stdout.write(_("%(count)d deliveries in %(file)s") % {"count": len(ids), "file": target})
