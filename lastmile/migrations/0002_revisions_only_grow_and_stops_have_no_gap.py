"""What check constraints lack words for: revisions are never changed, and stops are numbered without a gap."""

from django.db import migrations

from core.append_only import append_only

FUNCTION = """
CREATE FUNCTION lastmile_stops_have_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint;
  gap boolean;
BEGIN
  FOREACH touched IN ARRAY CASE TG_OP
    WHEN 'INSERT' THEN ARRAY[NEW.trip_id]
    WHEN 'DELETE' THEN ARRAY[OLD.trip_id]
    ELSE ARRAY[OLD.trip_id, NEW.trip_id] END
  LOOP
    SELECT count(sequence) <> coalesce(max(sequence), 0) INTO gap FROM lastmile_stop WHERE trip_id = touched;
    IF gap THEN
      RAISE EXCEPTION 'the stops of trip % are not numbered 1, 2, 3 without a gap', touched
        USING ERRCODE = 'check_violation', CONSTRAINT = 'stops_have_no_gap';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
"""

TRIGGER = """
CREATE CONSTRAINT TRIGGER lastmile_stops_have_no_gap
  AFTER INSERT OR DELETE OR UPDATE OF sequence, trip_id ON lastmile_stop
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lastmile_stops_have_no_gap();
"""


class Migration(migrations.Migration):

    dependencies = [("core", "0002_the_log_only_grows"), ("lastmile", "0001_from_the_dock_to_the_door")]

    operations = [
        append_only("lastmile_routerevision"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION lastmile_stops_have_no_gap()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER lastmile_stops_have_no_gap ON lastmile_stop"),
    ]
