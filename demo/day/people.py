"""Who works in the demo, and how they sign in."""

import json
import secrets
from pathlib import Path

from accounts.models import User
from accounts.services import people
from wms.models import Site
from wms.services import places

CAST = (
    ("dispatcher", "bo", "Bo", "Larsen", "/plan/"),
    ("warehouse lead", "ada", "Ada", "Moreau", "/stock/"),
    ("picker", "pia", "Pia", "Novak", "/floor/"),
    ("loader", "leo", "Leo", "Haddad", "/floor/"),
    ("customer service", "ines", "Ines", "Castro", "/orders/"),
    ("administrator", "admin", "Robin", "Admin", "/"),
)


def hire(site: Site, *, accounts_file: Path) -> User:
    """Make the cast with one password of this installation's own, and write it down for the banner.

    Returns the administrator, in whose name the demo is made.
    """
    password = f"portolane-{secrets.randbelow(9000) + 1000}"
    made = {}
    for role, username, first, last, _ in CAST:
        is_admin = role == "administrator"
        made[role] = people.add_person(
            username=username,
            password=password,
            role=role,
            first_name=first,
            last_name=last,
            is_admin=is_admin,
        )
        places.grant_access(user=made[role], site=site)
    rows = [
        {"role": role, "username": username, "password": password, "start_page": page}
        for role, username, _, _, page in CAST
    ]
    accounts_file.touch(mode=0o600)
    accounts_file.write_text(json.dumps(rows, indent=1))
    return made["administrator"]


def hire_driver(name: str, *, site: Site, accounts_file: Path) -> User:
    """An account for one who drives, with everybody's password; the first one is shown in the banner."""
    rows = json.loads(accounts_file.read_text())
    first, _, last = name.partition(" ")
    person = people.add_person(
        username=first.lower(),
        password=rows[0]["password"],
        role="driver",
        first_name=first,
        last_name=last,
    )
    places.grant_access(user=person, site=site)
    if all(row["role"] != "driver" for row in rows):
        row = {"role": "driver", "username": person.username, "password": rows[0]["password"]}
        accounts_file.write_text(json.dumps([*rows, row | {"start_page": "/driver/"}], indent=1))
    return person
