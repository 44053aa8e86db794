"""Two people press "Import" at the same moment."""

import threading

import pytest
from django.db import connection

from accounts.models import User
from core.imports import kinds
from core.imports.services.applying import apply_run
from core.states import ImportMode
from tests import factories
from tests.core.imports.people import PEOPLE, checked, csv_of
from tests.factories import MORNING


@pytest.fixture
def ann(transactional_db):
    from accounts.services.roles import write_roles

    write_roles()
    kinds.register(PEOPLE)
    yield factories.user("ann", role="administrator")
    kinds.unregister("people")


def at_once(ann, runs):
    """Apply each run in a thread of its own; what each answered."""
    start = threading.Barrier(len(runs))
    answers = []

    def work(run):
        try:
            start.wait(10)
            answers.append(apply_run(run_id=run.public_id, mode=ImportMode.ALL, by=ann, at=MORNING))
        except Exception as error:  # noqa: BLE001 - told to the test
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.parametrize("_round", range(3))
def test_one_run_applied_twice_at_once_is_written_once_and_both_hear_the_same(ann, _round):
    run = checked(csv_of(*(f"p{n},x,1" for n in range(300))), ann)

    answers = at_once(ann, [run, run, run])

    assert [(a.run.status, a.run.created_count) for a in answers] == [("APPLIED", 300)] * 3
    assert sorted(a.again for a in answers) == [False, True, True]
    assert User.objects.count() == 301


@pytest.mark.parametrize("_round", range(3))
def test_the_same_file_brought_by_two_at_once_creates_each_record_once(ann, _round):
    runs = [checked(csv_of(*(f"p{n},x,1" for n in range(300))), ann) for _ in range(2)]

    answers = at_once(ann, runs)

    assert sorted((a.applied.created, a.applied.unchanged) for a in answers) == [(0, 300), (300, 0)]
    assert User.objects.count() == 301
