"""`manage.py check_invariants`: look for rows of which the rules about the data are not true."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.invariants import invariants, violations


class Command(BaseCommand):
    """Prints every broken rule with the row that breaks it; ends with 1 if there is one."""

    help = "Check the rules that the data must obey, at one moment, and print what breaks them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, fail."""
        broken = violations()
        rules = {rule.name: rule for rule in invariants()}
        for violation in broken:
            said = rules[violation.invariant].says
            self.stdout.write(f"{violation}{f'  ({said})' if said else ''}")
        if broken:
            raise CommandError(f"{len(broken)} rows break {len({v.invariant for v in broken})} rules.")
        self.stdout.write(f"{len(rules)} rules hold.")
