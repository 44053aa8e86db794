"""What a newcomer needs when the product is up: the addresses, and whom to sign in as."""

import json
from pathlib import Path

from config.runtime.console import elapsed_seconds, paint
from config.runtime.lan import Lan

DOORS = (("Start page", ""), ("Administration", "admin/"), ("API, described", "api/v1/schema/"))


def banner(url: str, var: Path, *, lan: Lan | None = None) -> str:
    """The lines to show, once."""
    rule = "─" * 72
    lines = [rule, paint(f"Waybill is ready after {elapsed_seconds():.0f} s", 1), ""]
    lines += [f"  {title:<16} {url}{path}" for title, path in DOORS]
    lines += _phones(lan) if lan else []
    lines += [
        "",
        *_accounts(url, var),
        "",
        f"  Data and logs are in {var}",
        "  Ctrl-C stops everything; the data stays",
        rule,
    ]
    return "\n".join(lines)


def _phones(lan: Lan) -> list[str]:
    """The secure address, and where a phone first learns to trust it."""
    return [
        f"  {'On phones':<16} {lan.url}",
        f"  {'  but first':<16} {lan.trust.url}   once per phone: it loads the certificate",
        f"  {'  fingerprint':<16} {lan.certificates.fingerprint}",
    ]


def _accounts(url: str, var: Path) -> list[str]:
    """The demo's people, as the command that made them wrote them down."""
    try:
        accounts = json.loads((var / "demo-accounts.json").read_text())
        rows = [
            (one["role"], one["username"], one["password"], one.get("start_page") or "/") for one in accounts
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return ["  There are no demo accounts; make one with: .venv/bin/python manage.py createsuperuser"]
    width = [
        max(len(str(row[column])) for row in [*rows, ("Sign in as", "name", "password")])
        for column in range(3)
    ]
    heading = f"  {'Sign in as':<{width[0]}}   {'name':<{width[1]}}   {'password':<{width[2]}}   opens"
    return [heading] + [
        f"  {role:<{width[0]}}   {name:<{width[1]}}   {password:<{width[2]}}   {url.rstrip('/')}{page}"
        for role, name, password, page in rows
    ]
