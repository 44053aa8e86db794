"""`manage.py issue_api_key USERNAME LABEL`: a key for another system, printed once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import keys


class Command(BaseCommand):
    """Issue an API key for a user."""

    help = "Issue an API key for a user; the secret is printed once and not kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and for which system."""
        parser.add_argument("username")
        parser.add_argument("label", help="which system will use the key")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the secret."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']!r}.")
        _, secret = keys.issue_key(user=user, label=options["label"])
        self.stdout.write(secret)
