"""What is left of a route on its vehicle, in one place for all who ask, and the wall in front of closing."""

from django.db import migrations

LEFT_OF = """
CREATE FUNCTION lastmile_left_of(asked bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT b.id
  FROM lastmile_route r
  JOIN lastmile_vehicle v ON v.id = r.vehicle_id
  JOIN wms_stockbalance b ON b.location_id = v.location_id AND b.on_hand > 0
  LEFT JOIN wms_handlingunit h ON h.id = b.handling_unit_id
  WHERE r.id = asked AND coalesce((
    SELECT t.route_id
    FROM lastmile_loadunit u
    JOIN lastmile_load d ON d.id = u.load_id
    JOIN lastmile_trip t ON t.id = d.trip_id
    JOIN lastmile_route o ON o.id = t.route_id AND o.vehicle_id = r.vehicle_id
    WHERE u.handling_unit_id IN (h.id, h.parent_id) AND u.loaded_at IS NOT NULL
    ORDER BY u.loaded_at DESC, u.id DESC LIMIT 1), r.id) = r.id
$$;
"""

FUNCTION = """
CREATE FUNCTION lastmile_closes_when_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT lastmile_left_of(NEW.id)) THEN
    RAISE EXCEPTION 'goods are left on the vehicle of route %', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_route_closes_when_its_vehicle_is_empty';
  END IF;
  RETURN NEW;
END $$;
"""

TRIGGER = """
CREATE TRIGGER lastmile_closes_when_empty BEFORE UPDATE OF status ON lastmile_route FOR EACH ROW
  WHEN (NEW.status = 'CLOSED' AND OLD.status <> 'CLOSED') EXECUTE FUNCTION lastmile_closes_when_empty();
"""


class Migration(migrations.Migration):

    dependencies = [("lastmile", "0009_revisions_keep_their_figures"), ("wms", "0008_shipments_come_back")]

    operations = [
        migrations.RunSQL(LEFT_OF, "DROP FUNCTION lastmile_left_of(bigint)"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION lastmile_closes_when_empty()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER lastmile_closes_when_empty ON lastmile_route"),
    ]
