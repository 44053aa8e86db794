"""A worker that is killed while it sends a message: another one finishes within 30 s, once."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from pod.models import Notification, TrackingLink
from pod.services import telling
from tests.pod import worlds
from tests.pod.mail_server import MailServer

WITHIN_SECONDS = 30
WORK = """
import django; django.setup()
import sys, time
from django.conf import settings
from django.utils import timezone
from pod.services import sending
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 60
print("ready", flush=True)
for line in sys.stdin:
    while True:
        for message_id in sending.messages_to_ring_for(at=timezone.now()):
            sending.send_message(message_id=message_id, now=timezone.now)
        time.sleep(1)
"""
"""Asks what is due every second, as the sweep does, from the moment that it is told to begin."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mail_server():
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def _worker(variables, server):
    process = subprocess.Popen(
        [sys.executable, "-c", WORK], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=variables | {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port)},
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def _begin(process):
    process.stdin.write("now\n")
    process.stdin.flush()


def test_another_worker_sends_within_thirty_seconds_what_killed_ones_began(live_variables, mail_server):
    route, (rosa, sam) = worlds.departed(2)
    now = timezone.now()
    for one in (rosa, sam):
        worlds.expect(one, now + timedelta(minutes=30))
    telling.owe_departures(route_ids=[route.pk], at=now)
    mail_server.silent = [True, False]
    with (
        _worker(live_variables, mail_server) as first,
        _worker(live_variables, mail_server) as second,
        _worker(live_variables, mail_server) as heir,
    ):
        for victim in (first, second):
            mail_server.is_silent.clear()
            _begin(victim)
            assert mail_server.is_silent.wait(WITHIN_SECONDS)
            os.kill(victim.pid, signal.SIGKILL)
            assert victim.wait(10) == -signal.SIGKILL
        killed_at = time.monotonic()
        assert set(Notification.objects.values_list("status", flat=True)) == {"SENDING"}
        assert len(mail_server.taken) == 1
        _begin(heir)
        while Notification.objects.filter(status="SENT").count() < 2:
            assert time.monotonic() - killed_at < WITHIN_SECONDS
            time.sleep(0.2)
    assert list(Notification.objects.values_list("attempt", "lease_expires_at")) == [(2, None)] * 2
    mails = mail_server.mails()
    assert len(mails) == 3  # one was taken, and nobody could know
    assert len({mail["Message-ID"] for mail in mails}) == 2  # a mailbox shows one message per id
    assert len({mail.get_body(("plain",)).get_content() for mail in mails}) == 2  # with the same link
    assert TrackingLink.objects.count() == 2
