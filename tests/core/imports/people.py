"""A kind of import for the tests: people of a team, written as users."""

import io

from django import forms
from django.contrib.auth.models import Group

from accounts.models import User
from core.errors import DomainError
from core.imports.declaring import Declaration
from core.imports.kinds import Applied, ContextForm, ImportKind, RowRefusal, RowResult
from core.imports.services.checking import check_file
from core.tables.columns import Column, Kind
from tests.factories import MORNING


class TeamForm(ContextForm):
    """Everyone may choose the team of drivers; only administrators that of administrators."""

    team = forms.ModelChoiceField(queryset=Group.objects.none(), to_field_name="name")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ["driver", "administrator"] if self.user.is_superuser else ["driver"]
        self.fields["team"].queryset = Group.objects.filter(name__in=names)


class BrokenError(DomainError):
    """What the kind refuses when it writes."""


def check_people(rows, *, context):
    dormant = set(
        User.objects.filter(username__in=[row["username"] for row in rows], is_active=False).values_list(
            "username", flat=True
        )
    )
    return [
        RowRefusal(row.number, "username", "This person has left.", "dormant", row["username"])
        for row in rows
        if row["username"] in dormant
    ]


def apply_people(rows, *, by, at, source, context, written):
    known = User.objects.in_bulk([row["username"] for row in rows], field_name="username")
    results, fresh, changed = {}, [], []
    for count, row in enumerate(rows):
        written(count)
        if row["username"] == "crash":
            raise RuntimeError("half-way")
        person = known.get(row["username"])
        name = row.get("first_name", "")
        if person is None:
            fresh.append(User(username=row["username"], first_name=name))
        elif person.first_name != name:
            person.first_name = name
            changed.append(person)
        outcome = "created" if person is None else "updated" if person in changed else "unchanged"
        results[row.number] = RowResult(outcome, row["username"])
    User.objects.bulk_create(fresh)
    User.objects.bulk_update(changed, ["first_name"])
    if any(row["username"] == "refuse" for row in rows):
        raise BrokenError("The team is full.")
    return Applied.of(results)


PEOPLE = ImportKind(
    name="people",
    label="People",
    lead="Who works here.",
    permission="accounts.manage_people",
    columns=(
        Column(
            "username",
            "User name",
            Kind.IDENTIFIER,
            required=True,
            aliases=("login",),
            max_length=30,
            example="ann",
        ),
        Column("first_name", "First name", max_length=30, help="As on the badge.", example="Ann"),
        Column("floor", "Floor", Kind.INTEGER, minimum=0, maximum=9),
    ),
    key=("username",),
    check=check_people,
    apply=apply_people,
    context_form=TeamForm,
    result_url=lambda context: "/",
    again="People who are known are updated.",
)


def csv_of(*lines: str) -> bytes:
    return "\n".join(["username,first_name,floor", *lines]).encode()


def checked(data: bytes, by: User, **declared):
    """A run of these bytes, checked by this user."""
    context = declared.pop("context", {"team": "driver"})
    file_name = declared.pop("file_name", "people.csv")
    return check_file(
        kind=PEOPLE,
        stream=io.BytesIO(data),
        file_name=file_name,
        declared=Declaration(context=context, **declared),
        by=by,
        at=MORNING,
    )
