"""Retries are tried with real connections: a second one holds the row."""

import threading

import pytest
from django.db import connection

from accounts.models import User
from core.errors import BusyError
from core.transactions import service
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def hold_row(pk: int, *, held: threading.Event, release: threading.Event) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM accounts_user WHERE id = %s FOR UPDATE", [pk])
            held.set()
            release.wait(20)
            cursor.execute("ROLLBACK")
    finally:
        connection.close()


@service
def rename(*, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '150ms'")
    User.objects.filter(pk=pk).update(first_name="New")


def test_a_service_waits_out_a_lock_and_tries_again():
    user = factories.user()
    held, release = threading.Event(), threading.Event()
    other = threading.Thread(target=hold_row, args=(user.pk,), kwargs={"held": held, "release": release})
    other.start()
    held.wait(10)
    threading.Timer(0.25, release.set).start()
    rename(pk=user.pk)
    other.join()
    user.refresh_from_db()
    assert user.first_name == "New"


def test_a_row_that_stays_locked_is_refused_as_busy_and_nothing_changes():
    user = factories.user()
    held, release = threading.Event(), threading.Event()
    other = threading.Thread(target=hold_row, args=(user.pk,), kwargs={"held": held, "release": release})
    other.start()
    held.wait(10)
    with pytest.raises(BusyError):
        rename(pk=user.pk)
    release.set()
    other.join()
    user.refresh_from_db()
    assert user.first_name == ""
