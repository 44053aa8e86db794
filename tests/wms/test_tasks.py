"""The timetable rings for real tasks, and a broken rule is an error in the log."""

import logging

import pytest
from django.conf import settings
from django.db import connection

from config.celery import app
from tests.wms import worlds
from wms import tasks
from wms.models import StockBalance


def test_everything_on_the_timetable_is_a_task_that_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


@pytest.mark.django_db
def test_books_that_disagree_are_an_error_in_the_log_and_are_not_mended(caplog):
    world = worlds.warehouse()
    world.receive(5)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE wms_stockbalance SET on_hand = 7 WHERE on_hand = 5")
    with caplog.at_level(logging.ERROR):
        tasks.compare_books()
    assert "broken" in caplog.text
    assert StockBalance.objects.filter(on_hand=7).exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wms_stockbalance SET on_hand = 5 WHERE on_hand = 7")
        cursor.execute("SET LOCAL session_replication_role = origin")
