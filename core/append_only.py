"""Tables that only grow: a trigger refuses UPDATE, DELETE and TRUNCATE, whoever asks."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The test run empties tables between tests; its connections say so (config/settings_test.py).
  IF TG_OP = 'TRUNCATE' AND current_setting('waybill.tests_may_empty', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


def make_function() -> migrations.RunSQL:
    """The migration operation that installs the trigger's function; once, in core."""
    return migrations.RunSQL(FUNCTION, "DROP FUNCTION core_refuse_change()")


def append_only(table: str) -> migrations.RunSQL:
    """The migration operation that lets a table only grow."""
    rows = (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION core_refuse_change()"
    )
    whole = (
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change()"
    )
    return migrations.RunSQL(
        [rows, whole],
        [f"DROP TRIGGER {table}_append_only ON {table}", f"DROP TRIGGER {table}_never_emptied ON {table}"],
    )
