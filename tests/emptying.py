"""After a test that committed: the tables that it filled are emptied, and only those.

Django truncates all 120 tables and writes permissions and roles anew, a quarter of a second for each such
test. What migrations wrote into the tables of roles stays; tests that change those roll back. The rules that
an installation begins with are written again.
"""

from functools import cache

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase

from pod.services import policies
from returns.services import rules

STAYS = {
    model._meta.db_table
    for model in (Group, Group.permissions.through, Permission, ContentType, MigrationRecorder.Migration)
}
_as_django_does = TransactionTestCase._fixture_teardown


def empty_what_was_filled(test):
    """Delete the rows of every table that has some; triggers and keys do not watch, as with TRUNCATE."""
    if not _may_pass_triggers():
        _as_django_does(test)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_which_are_filled())
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')
    for write in (policies.write_default_rules, rules.write_default_rules):
        write()


@cache
def _may_pass_triggers():
    """Only a superuser may, which we are on the servers that the run starts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')::bool")
        return cursor.fetchone()[0]


@cache
def _which_are_filled():
    tables = sorted(set(connection.introspection.table_names()) - STAYS)
    return " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)


TransactionTestCase._fixture_teardown = empty_what_was_filled
