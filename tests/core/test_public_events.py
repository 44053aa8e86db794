import uuid

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from core.models import PublicEvent
from core.public_events import Happening, history_of, record
from core.public_ids import uuid7
from tests.factories import MORNING

pytestmark = pytest.mark.django_db


def lamp(subject: uuid.UUID, what: str) -> Happening:
    return Happening(type=f"lamp.{what}", subject_type="lamp", subject_id=subject, facts={"watt": 5})


def test_a_history_counts_from_one_without_a_gap():
    one, two = uuid7(), uuid7()
    record([lamp(one, "made"), lamp(two, "made"), lamp(one, "lit")], at=MORNING, by=None)
    record([lamp(one, "broken")], at=MORNING, by=None)
    assert [(e.subject_seq, e.type) for e in history_of("lamp", one)] == [
        (1, "lamp.made"),
        (2, "lamp.lit"),
        (3, "lamp.broken"),
    ]


def test_any_number_of_happenings_costs_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        record([lamp(uuid7(), "made") for _ in range(500)], at=MORNING, by=None)


@pytest.mark.parametrize(
    "statement", ["UPDATE core_publicevent SET type = 'x'", "DELETE FROM core_publicevent"]
)
def test_the_database_refuses_to_change_the_past(statement):
    record([lamp(uuid7(), "made")], at=MORNING, by=None)
    refused = pytest.raises((InternalError, IntegrityError), match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PublicEvent.objects.get().type == "lamp.made"


def test_two_lines_can_never_share_a_number():
    subject = uuid7()
    record([lamp(subject, "made")], at=MORNING, by=None)
    with pytest.raises(IntegrityError, match="one_event_per_place_in_a_history"), transaction.atomic():
        PublicEvent.objects.create(
            type="x", subject_type="lamp", subject_id=subject, subject_seq=1, occurred_at=MORNING
        )


@pytest.mark.django_db(transaction=True)
def test_a_history_is_not_written_outside_a_transaction():
    with pytest.raises(RuntimeError, match="outside the transaction"):
        record([lamp(uuid7(), "made")], at=MORNING, by=None)


def test_public_ids_sort_by_the_time_they_were_made():
    ids = [uuid7() for _ in range(3)]
    assert [i.version for i in ids] == [7, 7, 7]
    assert [i.int >> 80 for i in ids] == sorted(i.int >> 80 for i in ids)
