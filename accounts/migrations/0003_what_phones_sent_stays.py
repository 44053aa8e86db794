"""An act stays as it was signed: a trigger refuses to change an envelope, to unsettle, and to delete."""

from django.db import migrations

ENVELOPE = (
    "id", "device_id", "counter", "previous_hash", "hash", "signature", "kind", "subject", "envelope",
    "clock_offset_ms", "occurred_at", "received_at",
)
OUTCOME = ("status", "result", "error", "settled_at")


def _differs(columns):
    return f"({', '.join(f'NEW.{c}' for c in columns)}) IS DISTINCT FROM ({', '.join(f'OLD.{c}' for c in columns)})"


FUNCTION = f"""
CREATE FUNCTION accounts_keep_envelope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'what a phone sent is never deleted' USING ERRCODE = 'restrict_violation';
  ELSIF {_differs(ENVELOPE)} THEN
    RAISE EXCEPTION 'what a phone sent is never changed' USING ERRCODE = 'restrict_violation';
  ELSIF OLD.status <> 'WAITING' AND {_differs(OUTCOME)} THEN
    RAISE EXCEPTION 'what became of an act is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""
ROWS = (
    "CREATE TRIGGER accounts_devicecommand_envelope BEFORE UPDATE OR DELETE ON accounts_devicecommand "
    "FOR EACH ROW EXECUTE FUNCTION accounts_keep_envelope()"
)
WHOLE = (
    "CREATE TRIGGER accounts_devicecommand_never_emptied BEFORE TRUNCATE ON accounts_devicecommand "
    "FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change()"
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_paired_devices'),
        ('core', '0002_the_log_only_grows'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, 'DROP FUNCTION accounts_keep_envelope()'),
        migrations.RunSQL(
            [ROWS, WHOLE],
            [
                'DROP TRIGGER accounts_devicecommand_envelope ON accounts_devicecommand',
                'DROP TRIGGER accounts_devicecommand_never_emptied ON accounts_devicecommand',
            ],
        ),
    ]
