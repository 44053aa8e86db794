"""Rows that are one record together, and what is looked up before a transaction begins."""

import io
from dataclasses import replace

import pytest
from django.db import connection

from core.imports import kinds
from core.imports.declaring import Declaration
from core.imports.kinds import RowRefusal
from core.imports.services.applying import apply_run
from core.imports.services.checking import check_file
from core.states import ImportMode
from tests.core.imports.people import PEOPLE, csv_of
from tests.factories import MORNING

seen: list[tuple[int, bool]] = []


def prepare(rows, *, context, by, at):
    seen.append((len(rows), connection.in_atomic_block))
    return {**context, "banned": {"dora"}}


def check(rows, *, context):
    return [
        RowRefusal(row.number, "username", "Banned.", "banned")
        for row in rows
        if row["username"] in context["banned"]
    ]


FAMILIES = replace(PEOPLE, group="first_name", prepare=prepare, check=check)


def checked(data, by):
    return check_file(
        kind=FAMILIES,
        stream=io.BytesIO(data),
        file_name="people.csv",
        declared=Declaration(context={"team": "driver"}),
        by=by,
        at=MORNING,
    )


@pytest.fixture(autouse=True)
def families(people_kind):
    """People with the same first name belong together."""
    seen.clear()
    kinds.unregister("people")
    kinds.register(FAMILIES)
    yield
    kinds.unregister("people")
    kinds.register(PEOPLE)


@pytest.mark.django_db
def test_a_row_that_belongs_to_a_refused_one_is_refused_with_it(ann):
    run = checked(csv_of("bob,Lind,1", "carl,Lind,99", "dora,Olsen,1", "eric,Olsen,1", "fred,Berg,1"), ann)
    assert sorted((error["row"], error["code"]) for error in run.errors) == [
        (2, "other_row_refused"),
        (3, "too_large"),
        (4, "banned"),
        (5, "other_row_refused"),
    ]
    outcome = apply_run(run_id=run.public_id, mode=ImportMode.GOOD_ROWS, by=ann, at=MORNING)
    assert list(outcome.applied.results) == [6]


@pytest.mark.django_db(transaction=True)
def test_look_ups_happen_before_any_transaction(ann):
    run = checked(csv_of("bob,Lind,1"), ann)
    apply_run(run_id=run.public_id, mode=ImportMode.ALL, by=ann, at=MORNING)
    assert seen == [(1, False), (1, False)]
