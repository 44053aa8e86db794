"""People who sign in: added with a role."""

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service


@service
def keep_person(*, person: User, by: User) -> User:
    """Save an account that was changed by hand. Raises BadInputError that names the field.

    Somebody who runs the installation remains, and nobody gives powers that he does not have.
    """
    before = User.objects.filter(pk=person.pk).first()
    if not by.is_superuser and (person.is_superuser or (before is not None and before.is_superuser)):
        raise BadInputError(_("Only administrators make or change administrators."), field="is_superuser")
    runs = [pk for pk in _administrators() if pk != person.pk]
    if before and before.is_superuser and not runs and not (person.is_superuser and person.is_active):
        told = _("This is the last administrator: make somebody else one first.")
        raise BadInputError(told, field="is_active" if person.is_superuser else "is_superuser")
    person.save()
    return person


def _administrators() -> list[int]:
    """Who runs the installation, locked, so that of two at once not both take the other's powers."""
    locked = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").select_for_update()
    return list(locked.values_list("pk", flat=True))


@service
def add_person(
    *,
    username: str,
    password: str,
    role: str = "",
    first_name: str = "",
    last_name: str = "",
    is_admin: bool = False,
) -> User:
    """Make an account. Raises BadInputError for a name that is taken, an unknown role or a weak password."""
    if User.objects.filter(username__iexact=username).exists():
        raise BadInputError(_("The name %(name)s is taken.") % {"name": username}, field="username")
    try:
        validate_password(password)
    except ValidationError as error:
        raise BadInputError(" ".join(error.messages), field="password") from error
    person = User.objects.create_user(
        username,
        password=password,
        first_name=first_name,
        last_name=last_name,
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    if role:
        group = Group.objects.filter(name=role).first()
        if group is None:
            raise BadInputError(_("There is no role %(role)s.") % {"role": role}, field="role")
        person.groups.add(group)
    return person
