"""People who sign in: added with a role."""

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service


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
