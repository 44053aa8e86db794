"""What the database itself refuses, whoever asks: see docs/adr/0004."""

from django.db import migrations

from core.append_only import append_only

ROOM_FOR_HEAP_ONLY_UPDATES = [
    "ALTER TABLE wms_stockbalance SET (fillfactor = 80)",
    "ALTER TABLE wms_promisebucket SET (fillfactor = 50)",
    "ALTER TABLE wms_allocation SET (fillfactor = 90)",
]

SAME_SITE_AND_ITEM = [
    "ALTER TABLE wms_location ADD CONSTRAINT a_location_and_its_site UNIQUE (id, site_id)",
    "ALTER TABLE wms_lot ADD CONSTRAINT a_lot_and_its_item UNIQUE (id, item_id)",
    """ALTER TABLE wms_stockbalance ADD CONSTRAINT a_balance_lies_in_the_site_of_its_location
       FOREIGN KEY (location_id, site_id) REFERENCES wms_location (id, site_id)""",
    """ALTER TABLE wms_handlingunit ADD CONSTRAINT a_unit_stands_in_the_site_of_its_location
       FOREIGN KEY (location_id, site_id) REFERENCES wms_location (id, site_id)""",
    """ALTER TABLE wms_stockbalance ADD CONSTRAINT a_balance_is_of_the_item_of_its_lot
       FOREIGN KEY (lot_id, item_id) REFERENCES wms_lot (id, item_id)""",
]
SAME_SITE_AND_ITEM_BACK = [
    "ALTER TABLE wms_stockbalance DROP CONSTRAINT a_balance_is_of_the_item_of_its_lot",
    "ALTER TABLE wms_handlingunit DROP CONSTRAINT a_unit_stands_in_the_site_of_its_location",
    "ALTER TABLE wms_stockbalance DROP CONSTRAINT a_balance_lies_in_the_site_of_its_location",
    "ALTER TABLE wms_lot DROP CONSTRAINT a_lot_and_its_item",
    "ALTER TABLE wms_location DROP CONSTRAINT a_location_and_its_site",
]

# Per statement and not deferred per row: the writer inserts all entries of a posting at once, so the check is one
# aggregate over what was just inserted, however many entries there are.
ZERO_SUM = """
CREATE FUNCTION wms_entries_sum_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
  SELECT transaction_id, item_id, lot_id, sum(delta) AS off_by INTO wrong
  FROM fresh GROUP BY 1, 2, 3 HAVING sum(delta) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entries of posting % do not sum to zero: item %, lot %, off by %',
      wrong.transaction_id, wrong.item_id, wrong.lot_id, wrong.off_by
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_of_a_posting_sum_to_zero';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER wms_stockentry_sum_to_zero AFTER INSERT ON wms_stockentry
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION wms_entries_sum_to_zero();
"""
ZERO_SUM_BACK = """
DROP TRIGGER wms_stockentry_sum_to_zero ON wms_stockentry;
DROP FUNCTION wms_entries_sum_to_zero();
"""

# The writer says so for the length of its statement; a slip in a service, the admin or psql does not.
ONE_WRITER = """
CREATE FUNCTION wms_refuse_unposted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is changed by postings to the ledger only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER wms_stockbalance_changed_by_postings BEFORE UPDATE ON wms_stockbalance FOR EACH ROW
  WHEN (current_setting('waybill.posting', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION wms_refuse_unposted();
CREATE TRIGGER wms_stockbalance_starts_empty BEFORE INSERT ON wms_stockbalance FOR EACH ROW
  WHEN (NEW.on_hand <> 0 OR NEW.allocated <> 0) EXECUTE FUNCTION wms_refuse_unposted();
CREATE TRIGGER wms_promisebucket_changed_by_postings BEFORE UPDATE ON wms_promisebucket FOR EACH ROW
  WHEN (current_setting('waybill.posting', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION wms_refuse_unposted();
CREATE TRIGGER wms_promisebucket_starts_empty BEFORE INSERT ON wms_promisebucket FOR EACH ROW
  WHEN (NEW.capacity <> 0 OR NEW.promised <> 0) EXECUTE FUNCTION wms_refuse_unposted();
"""
ONE_WRITER_BACK = """
DROP TRIGGER wms_promisebucket_starts_empty ON wms_promisebucket;
DROP TRIGGER wms_promisebucket_changed_by_postings ON wms_promisebucket;
DROP TRIGGER wms_stockbalance_starts_empty ON wms_stockbalance;
DROP TRIGGER wms_stockbalance_changed_by_postings ON wms_stockbalance;
DROP FUNCTION wms_refuse_unposted();
"""

# What a location is for decides whether its stock may be promised; it cannot change under the stock.
KIND_STAYS = """
CREATE FUNCTION wms_kind_stays_where_stock_was() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM wms_stockbalance WHERE location_id = NEW.id) THEN
    RAISE EXCEPTION 'location % has held stock: it stays a %', NEW.code, OLD.kind
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wms_location_kind_stays BEFORE UPDATE OF kind ON wms_location FOR EACH ROW
  WHEN (OLD.kind <> NEW.kind) EXECUTE FUNCTION wms_kind_stays_where_stock_was();
"""
KIND_STAYS_BACK = """
DROP TRIGGER wms_location_kind_stays ON wms_location;
DROP FUNCTION wms_kind_stays_where_stock_was();
"""


class Migration(migrations.Migration):
    dependencies = [("wms", "0003_owners_promises_and_serials"), ("core", "0002_the_log_only_grows")]

    operations = [
        migrations.RunSQL(ROOM_FOR_HEAP_ONLY_UPDATES, migrations.RunSQL.noop),
        migrations.RunSQL(SAME_SITE_AND_ITEM, SAME_SITE_AND_ITEM_BACK),
        migrations.RunSQL(ZERO_SUM, ZERO_SUM_BACK),
        migrations.RunSQL(ONE_WRITER, ONE_WRITER_BACK),
        migrations.RunSQL(KIND_STAYS, KIND_STAYS_BACK),
        migrations.RunSQL("CREATE SEQUENCE wms_order_number", "DROP SEQUENCE wms_order_number"),
        append_only("wms_stocktransaction"),
        append_only("wms_stockentry"),
        append_only("wms_serialmove"),
    ]
