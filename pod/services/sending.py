"""A worker's work on one owed message: is it still true, write it, send it, note that it went.

A message that was sent by a worker that died before noting it is sent again under the same message id, by
which mailboxes show it once.
"""

import logging
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _

from core.live import topic_changed
from core.transactions import service
from pod.models import Notification
from pod.services import letters, tracking_links
from pod.services.letters import Letter
from pod.states import UNDER_WAY, MessageStatus

LEASE_SECONDS = 20
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=15)
AT_ONCE = 200
"""How many messages one sweep rings for."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The hold of one worker on one message."""

    message_id: int
    attempt: int


def send_message(*, message_id: int, now: Callable[[], datetime]) -> None:
    """Send it, unless somebody else does, it is not due, or it is not true any more."""
    claim = _claim(message_id=message_id, owner=str(uuid.uuid4()), at=now())
    if claim is None:
        return
    message = Notification.objects.select_related(*letters.WHOLE).get(pk=message_id)
    letter = letters.letter_of(message, at=now())
    if isinstance(letter, str):
        _end(claim=claim, status=MessageStatus.SUPPRESSED, at=now(), why=letter)
        return
    try:
        is_sent = _mail(message, letter, claim=claim, now=now)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("Message %s was not taken: %s", message.public_id, error)
        _put_off(claim=claim, at=now(), why=str(error))
        return
    if is_sent:
        _end(claim=claim, status=MessageStatus.SENT, at=now(), letter=letter)


def messages_to_ring_for(*, at: datetime) -> list[int]:
    """Messages that are due and that nobody is sending: new ones, missed doorbells, dead workers' claims."""
    owed = Notification.objects.filter(status=MessageStatus.OWED, due_at__lte=at)
    dead = Notification.objects.filter(status=MessageStatus.SENDING).abandoned(at=at)
    return list((owed | dead).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])


@service
def _claim(*, message_id: int, owner: str, at: datetime) -> Claim | None:
    due = Notification.objects.filter(pk=message_id, status__in=UNDER_WAY, due_at__lte=at)
    if not due.claim(status=MessageStatus.SENDING, owner=owner, at=at, seconds=LEASE_SECONDS):
        return None
    attempt = Notification.objects.values_list("attempt", flat=True).get(pk=message_id, lease_owner=owner)
    return Claim(message_id=message_id, attempt=attempt)


@service
def _end(
    *, claim: Claim, status: MessageStatus, at: datetime, why: str = "", letter: Letter | None = None
) -> None:
    """The last write; one whose claim was lost writes nothing."""
    window = letter.window if letter else None
    mine = Notification.objects.filter(pk=claim.message_id).held(attempt=claim.attempt)
    mine.update(
        status=status,
        ended_at=at,
        updated_at=at,
        lease_expires_at=None,
        why=why[:200],
        subject=letter.subject[:200] if letter else "",
        told_from=window[0] if window else None,
        told_until=window[1] if window else None,
    )
    topic_changed("messages:all")


@service
def _put_off(*, claim: Claim, at: datetime, why: str) -> None:
    """Try again later, each time after twice as long; after MOST_ATTEMPTS a person has to look."""
    if claim.attempt >= MOST_ATTEMPTS:
        _end(claim=claim, status=MessageStatus.FAILED, at=at, why=why)
        return
    pause = FIRST_PAUSE * 2 ** (claim.attempt - 1)
    mine = Notification.objects.filter(pk=claim.message_id).held(attempt=claim.attempt)
    mine.update(
        status=MessageStatus.OWED, due_at=at + pause, lease_expires_at=None, why=why[:200], updated_at=at
    )


def _mail(message: Notification, letter: Letter, *, claim: Claim, now: Callable[[], datetime]) -> bool:
    """Hand it to the mail system, with a tracking link of its own; False: it is another worker's by now.

    The claim is asked for once more when the mail server answers: one that took long must not take twice.
    """
    token = tracking_links.open_message_link(delivery_id=message.delivery_id, message_id=message.public_id)
    link = settings.PUBLIC_URL.rstrip("/") + reverse("pod:tracking", args=[token])
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    with get_connection() as server:
        if not _renew(claim=claim, at=now()):
            return False
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text(link),
            to=[message.recipient],
            headers={"Message-ID": f"<{message.public_id}@{host}>", "Auto-Submitted": "auto-generated"},
            connection=server,
        )
        mail.attach_alternative(letter.html(link), "text/html")
        mail.send()
    return True


@service
def _renew(*, claim: Claim, at: datetime) -> bool:
    mine = Notification.objects.filter(pk=claim.message_id)
    return mine.renew(attempt=claim.attempt, at=at, seconds=LEASE_SECONDS)


@service
def owe_again(*, message_id: int, at: datetime) -> None:
    """Try a message that could not be sent once more, by a person's wish. Others are left alone."""
    failed = Notification.objects.filter(pk=message_id, status=MessageStatus.FAILED)
    failed.update(
        status=MessageStatus.OWED, due_at=at, ended_at=None, attempt=0, why=_("Tried again"), updated_at=at
    )
