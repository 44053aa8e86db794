"""Each rule about the data is broken once, by SQL that steps around the guards, and must be reported."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core.invariants import invariants, violations
from tests import factories
from tests.accounts.phones import Phone
from tests.invariants import returned, vans
from tests.wms import worlds
from tests.wms.floors import Floor
from tests.wms.worlds import MORNING
from wms.models import Allocation, HandlingUnit, Parcel
from wms.services import ledger, orders, picking, releasing, staging, totes
from wms.states import LocationKind

pytestmark = pytest.mark.django_db

SOME_BIN = "(SELECT min(id) FROM wms_stockbalance WHERE on_hand > 5 AND is_promisable)"
SABOTEURS = {
    "a_balance_is_the_sum_of_its_entries": f"""
        UPDATE wms_stockbalance SET on_hand = on_hand + 1
        WHERE id = {SOME_BIN}""",
    "a_posting_sums_to_zero": """
        UPDATE wms_stockentry SET delta = delta + 1
        WHERE id = (SELECT max(id) FROM wms_stockentry)""",
    "a_running_balance_runs": """
        UPDATE wms_stockentry SET after = after + 1
        WHERE id = (SELECT min(id) FROM wms_stockentry)""",
    "an_entry_is_of_its_balances_item_and_lot": """
        UPDATE wms_stockentry SET item_id = (SELECT max(id) FROM wms_item)
        WHERE id = (SELECT min(id) FROM wms_stockentry)""",
    "claims_are_within_what_is_there": f"""
        ALTER TABLE wms_stockbalance DROP CONSTRAINT stock_allocated_is_within_on_hand;
        UPDATE wms_stockbalance SET allocated = on_hand + 1 WHERE id = {SOME_BIN}""",
    "allocated_is_the_sum_of_open_claims": f"""
        UPDATE wms_stockbalance SET allocated = allocated + 1 WHERE id = {SOME_BIN}""",
    "a_claim_is_open_until_it_is_used_up": """
        UPDATE wms_allocation SET status = 'PICKED'
        WHERE picked < quantity""",
    "a_claim_is_for_the_lines_item_and_owner": """
        UPDATE wms_allocation SET balance_id = (
          SELECT max(b.id) FROM wms_stockbalance b JOIN wms_serial s ON s.balance_id = b.id)""",
    "what_may_be_promised_is_marked": f"""
        UPDATE wms_stockbalance SET is_promisable = false
        WHERE id = {SOME_BIN}""",
    "a_bucket_holds_what_may_be_promised": "UPDATE wms_promisebucket SET capacity = capacity + 1",
    "promised_is_the_sum_of_open_promises": """
        UPDATE wms_promisebucket SET promised = promised + 1 WHERE capacity > promised""",
    "no_more_is_promised_than_there_is": """
        ALTER TABLE wms_promisebucket DROP CONSTRAINT no_more_is_promised_than_there_is;
        UPDATE wms_promisebucket SET promised = capacity + 1""",
    "every_line_is_promised_or_waits": "DELETE FROM wms_backorder",
    "a_promise_is_for_its_line": "UPDATE wms_promise SET item_id = (SELECT max(id) FROM wms_item)",
    "no_line_claims_more_than_it_is_promised": """
        UPDATE wms_promise SET quantity = 1 WHERE quantity > 1 AND loaded < 2""",
    "a_cancelled_order_claims_nothing": """
        UPDATE wms_outboundorder SET status = 'CANCELLED', cancelled_at = now() WHERE status = 'RELEASED'""",
    "an_order_and_its_shipments_end_together": "UPDATE wms_shipment SET status = 'PLANNED'",
    "a_piece_is_where_stock_is": "UPDATE wms_serial SET balance_id = NULL",
    "a_piece_lies_on_a_balance_of_its_item": f"UPDATE wms_serial SET balance_id = {SOME_BIN}",
    "a_piece_is_where_its_last_move_took_it": "DELETE FROM wms_serialmove",
    "a_unit_stands_where_its_stock_is": f"""
        UPDATE wms_handlingunit SET location_id =
          (SELECT location_id FROM wms_stockbalance WHERE id = {SOME_BIN})""",
    "stock_lies_in_the_site_of_its_place": f"""
        UPDATE wms_stockbalance SET allow_negative = true
        WHERE id = {SOME_BIN}""",
    "stock_expires_with_its_lot": "UPDATE wms_lot SET expires_on = '2031-01-01'",
    "a_reversal_is_the_opposite": """
        UPDATE wms_stockentry SET delta = delta * 2
        WHERE transaction_id IN (SELECT id FROM wms_stocktransaction WHERE reverses_id IS NOT NULL)""",
    "a_posting_has_entries": """
        DELETE FROM wms_stockentry WHERE transaction_id = (
          SELECT transaction_id FROM wms_stockentry ORDER BY id DESC LIMIT 1)""",
    "the_ledger_is_guarded": "ALTER TABLE wms_stockentry DISABLE TRIGGER wms_stockentry_append_only",
    "a_pick_follows_its_claim": "UPDATE wms_pick SET quantity = quantity + 1 WHERE status = 'OPEN'",
    "a_pick_is_for_its_shipment": "UPDATE wms_pick SET shipment_id = (SELECT min(id) FROM wms_shipment)",
    "a_walk_is_in_the_wave_of_its_open_picks": "UPDATE wms_pick SET wave_id = 0 WHERE status = 'OPEN'",
    "what_was_picked_is_what_was_reached_for": "DELETE FROM wms_pickstep",
    "no_more_is_packed_than_was_picked": "UPDATE wms_parcelline SET quantity = quantity - 1",
    "nothing_is_in_a_parcel_that_was_not_packed": "DELETE FROM wms_parcelline",
    "a_packed_shipment_counts_its_parcels": "UPDATE wms_shipment SET units = 7 WHERE status = 'STAGED'",
    "a_staged_shipment_stands_in_a_lane": """
        UPDATE wms_handlingunit SET location_id =
          (SELECT min(id) FROM wms_location WHERE kind = 'STATION')""",
    "a_tote_with_goods_is_in_use": "DELETE FROM wms_toteuse",
    "a_history_has_no_gap": "DELETE FROM core_publicevent WHERE subject_seq = 1",
    "a_devices_chain_has_no_gap": "UPDATE accounts_device SET last_counter = last_counter + 1",
    "a_linked_act_names_the_one_before": """
        UPDATE accounts_devicecommand SET previous_hash = repeat('e', 64) WHERE counter = 2""",
    "an_applied_act_is_linked": """
        UPDATE accounts_devicecommand SET is_chained = false, status = 'APPLIED', waits_for = '',
          settled_at = now()""",
    "what_phones_sent_is_guarded": "DROP TRIGGER accounts_devicecommand_envelope ON accounts_devicecommand",
    "the_log_is_guarded": "DROP TRIGGER core_publicevent_append_only ON core_publicevent",
} | vans.SABOTEURS
SABOTEURS |= returned.SABOTEURS


@pytest.fixture
def house():
    """A warehouse in which a bit of everything has happened."""
    house = worlds.warehouse()
    dock, lane = house.place(LocationKind.DOCK), house.place(LocationKind.LANE)
    house.receive(40)
    typo = house.receive(1)
    ledger.reverse(transaction=typo, idempotency=worlds.key(), effective_at=MORNING, by=None, reason="typo")
    carton = HandlingUnit.objects.create(sscc="3" * 18, site=house.site, location=dock)
    house.receive(3, dock, to_unit=carton)
    milk = worlds.item(tracking="LOT", has_expiry=True)
    house.receive(9, lot=worlds.lot(milk, expires_on=worlds.TODAY), item=milk)
    phone = worlds.item(tracking="SERIAL")
    house.receive(2, item=phone, serials=("P1", "P2"))
    gone = house.order(2)
    picked = house.order(6)
    house.order(99)
    orders.cancel_orders(order_ids=[gone.pk], by=None, at=MORNING)
    releasing.release(order_ids=[picked.pk], by=None, at=MORNING, on=worlds.TODAY)
    picking.pick_allocated(
        idempotency=worlds.key(), allocation=Allocation.objects.get(), quantity=2, to_location=lane,
        effective_at=MORNING, by=None,
    )  # fmt: skip
    scanner = Phone(factories.user(), scope="FLOOR")
    scanner.told(scanner.made("device.seen", {"ids": []}), scanner.made("device.seen", {"ids": []}))
    _staged_and_half_picked(house)
    vans.on_the_way()
    returned.came_back()
    assert violations() == []
    return house


def _staged_and_half_picked(house):
    """Of two more orders one stands in the lane, of the other one piece lies in a tote."""
    floor = Floor(house, totes.make_totes(site=house.site, count=2))
    tea = worlds.item(sku="TEA")
    house.receive(9, house.bins[1], item=tea)
    staged, begun = house.order(2, item=tea), house.order(3, item=tea)
    floor.release(staged, begun)
    floor.pick_all(staged)
    floor.pack(staged, "TEA", 2)
    floor.close(staged)
    staging.stage(
        code=Parcel.objects.get().handling_unit.sscc, lane="LANE", site_id=house.site.pk, command="1",
        by=None, at=MORNING,
    )  # fmt: skip
    floor.pick(floor.picks(begun)[0], 1, tote=floor.totes[1])


def sabotage(statements: str) -> list:
    """Break it behind the guards' back, look, and take it back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute(statements)
        found = violations()
        transaction.set_rollback(True)
    return found


def test_every_rule_has_a_saboteur():
    assert {rule.name for rule in invariants()} == set(SABOTEURS)


@pytest.mark.parametrize("name", SABOTEURS)
def test_what_breaks_a_rule_is_reported_with_its_row(house, name):
    found = [violation for violation in sabotage(SABOTEURS[name]) if violation.invariant == name]
    assert found, f"nobody noticed: {re.sub(' +', ' ', SABOTEURS[name])}"
    assert any(value is not None for value in found[0].row.values())


def test_the_command_prints_the_row_and_fails(house):
    said = StringIO()
    call_command("check_invariants", stdout=said)
    assert said.getvalue() == f"{len(SABOTEURS)} rules hold.\n"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute(SABOTEURS["a_balance_is_the_sum_of_its_entries"])
        with pytest.raises(CommandError, match="rows break"):
            call_command("check_invariants", stdout=said)
        transaction.set_rollback(True)
    assert re.search(
        r"a_balance_is_the_sum_of_its_entries: ledger=38, balance=\d+, on_hand=39", said.getvalue()
    )
