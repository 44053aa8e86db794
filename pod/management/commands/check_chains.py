"""`manage.py check_chains`: is what is stored of all phones' acts still what the phones signed?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Device
from pod.queries.chain_walk import walk_chains

AT_ONCE = 50


class Command(BaseCommand):
    """For a nightly run; every break is told with its place."""

    help = "Check the chains of all phones back to their first acts. Exit code 1: one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk some phones at a time."""
        devices = {one.pk: one for one in Device.objects.filter(last_counter__gt=0)}
        broken = 0
        keys = sorted(devices)
        for begin in range(0, len(keys), AT_ONCE):
            some = {key: devices[key].last_counter for key in keys[begin : begin + AT_ONCE]}
            for key, walk in walk_chains(some).items():
                for one in walk.breaks:
                    noted = _("noted when it came") if one.noted else _("not noted")
                    self.stdout.write(f"{devices[key].public_id} {one.counter} {one.what} ({noted})")
                    broken += not one.noted
        if broken:
            raise CommandError(_("%(count)d breaks that nobody noted") % {"count": broken}, returncode=1)
        self.stdout.write(_("%(count)d chains are whole") % {"count": len(devices)})
