"""E-mail as files: one message, one file, named by its message id. For the demo and for tests."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FilePerMessage(BaseEmailBackend):
    """Write each message to `EMAIL_FILE_PATH`, whole or not at all.

    The same message sent again takes the place of the first, as a mailbox shows one message per id: so a
    worker that died between sending and writing down that it did leaves no second copy.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; returns how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            built = message.message()
            name = re.sub(r"[^A-Za-z0-9-]", "", str(built["Message-ID"]).partition("@")[0]) + ".eml"
            part = folder / f"{name}.{os.getpid()}.part"
            part.write_bytes(built.as_bytes())
            part.replace(folder / name)
        return len(email_messages)
