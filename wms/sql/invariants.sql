-- name: a_balance_is_the_sum_of_its_entries
-- What lies there is what the ledger says was brought and taken.
SELECT b.id AS balance, b.on_hand, coalesce(e.total, 0) AS ledger
FROM wms_stockbalance b
LEFT JOIN (SELECT balance_id, sum(delta) AS total FROM wms_stockentry GROUP BY 1) e ON e.balance_id = b.id
WHERE b.on_hand <> coalesce(e.total, 0)

-- name: a_posting_sums_to_zero
-- Per posting, item and lot: nothing appears, nothing disappears.
SELECT transaction_id AS posting, item_id AS item, lot_id AS lot, sum(delta) AS off_by
FROM wms_stockentry GROUP BY 1, 2, 3 HAVING sum(delta) <> 0

-- name: a_running_balance_runs
-- "On hand after" of each entry is the sum of the balance's entries up to it.
SELECT id AS entry, after, running FROM (
  SELECT id, after, sum(delta) OVER (PARTITION BY balance_id ORDER BY id) AS running FROM wms_stockentry) e
WHERE after <> running

-- name: an_entry_is_of_its_balances_item_and_lot
-- An entry is of the very item and lot whose balance it changes.
SELECT e.id AS entry, e.item_id AS item, b.item_id AS item_there, e.lot_id AS lot, b.lot_id AS lot_there
FROM wms_stockentry e JOIN wms_stockbalance b ON b.id = e.balance_id
WHERE e.item_id <> b.item_id OR e.lot_id IS DISTINCT FROM b.lot_id

-- name: claims_are_within_what_is_there
-- No more is allocated than is on hand, and only virtual places are below zero.
SELECT id AS balance, on_hand, allocated FROM wms_stockbalance
WHERE allocated < 0 OR (NOT allow_negative AND (on_hand < 0 OR allocated > on_hand))

-- name: allocated_is_the_sum_of_open_claims
-- Per bin: what is allocated is the sum of the open claims on it.
SELECT b.id AS balance, b.allocated, coalesce(a.total, 0) AS claims
FROM wms_stockbalance b
LEFT JOIN (
  SELECT balance_id, sum(quantity - picked) AS total FROM wms_allocation WHERE status = 'OPEN' GROUP BY 1) a
  ON a.balance_id = b.id
WHERE b.allocated <> coalesce(a.total, 0)

-- name: a_claim_is_open_until_it_is_used_up
-- A claim is open until all of it is picked or given back.
SELECT id AS allocation, status, quantity, picked FROM wms_allocation
WHERE (status = 'OPEN' AND picked >= quantity) OR (status = 'PICKED' AND picked <> quantity)
   OR (status = 'RELEASED' AND picked <> 0) OR quantity <= 0

-- name: a_claim_is_for_the_lines_item_and_owner
-- A claim is on stock of the item and the owner that its order line asks for.
SELECT a.id AS allocation, l.item_id AS wanted, b.item_id AS claimed
FROM wms_allocation a
JOIN wms_stockbalance b ON b.id = a.balance_id
JOIN wms_outboundorderline l ON l.id = a.line_id
JOIN wms_outboundorder o ON o.id = l.order_id
WHERE a.status = 'OPEN' AND (b.item_id <> l.item_id OR b.owner_id <> o.owner_id OR b.site_id <> o.site_id)

-- name: what_may_be_promised_is_marked
-- A balance may be promised where it is available, its lot released and its place one that orders are filled from.
SELECT b.id AS balance, b.is_promisable, l.kind, b.status, t.status AS lot
FROM wms_stockbalance b
JOIN wms_location l ON l.id = b.location_id
LEFT JOIN wms_lot t ON t.id = b.lot_id
WHERE b.is_promisable <> (
  b.status = 1 AND l.kind IN ('BIN', 'DOCK', 'LANE', 'STATION') AND coalesce(t.status, 'RELEASED') = 'RELEASED')

-- name: a_bucket_holds_what_may_be_promised
-- Per item, site and owner: the room for promises is the promisable stock on hand.
SELECT item_id AS item, site_id AS site, owner_id AS owner, coalesce(k.capacity, 0) AS capacity,
  coalesce(s.total, 0) AS on_hand
FROM wms_promisebucket k
FULL JOIN (
  SELECT item_id, site_id, owner_id, sum(on_hand) AS total FROM wms_stockbalance
  WHERE is_promisable GROUP BY 1, 2, 3) s USING (item_id, site_id, owner_id)
WHERE coalesce(k.capacity, 0) <> coalesce(s.total, 0)

-- name: promised_is_the_sum_of_open_promises
-- Per item, site and owner: what is promised is the sum of the open promises; what is on a vehicle no longer counts.
SELECT item_id AS item, site_id AS site, owner_id AS owner, coalesce(k.promised, 0) AS promised,
  coalesce(p.total, 0) AS promises
FROM wms_promisebucket k
FULL JOIN (
  SELECT item_id, site_id, owner_id, sum(quantity - loaded) AS total FROM wms_promise
  WHERE status = 'OPEN' GROUP BY 1, 2, 3) p USING (item_id, site_id, owner_id)
WHERE coalesce(k.promised, 0) <> coalesce(p.total, 0)

-- name: no_more_is_promised_than_there_is
-- Per item, site and owner: no more is promised than there is.
SELECT item_id AS item, site_id AS site, capacity, promised FROM wms_promisebucket
WHERE promised < 0 OR promised > capacity

-- name: every_line_is_promised_or_waits
-- A line of a living order is promised, back-ordered, or has left: nothing is forgotten, nothing counted twice.
SELECT l.id AS line, l.quantity, coalesce(p.total, 0) AS promised, coalesce(b.total, 0) AS waiting
FROM wms_outboundorderline l
JOIN wms_outboundorder o ON o.id = l.order_id AND o.status IN ('ACCEPTED', 'RELEASED')
LEFT JOIN (
  SELECT line_id, sum(quantity) AS total FROM wms_promise WHERE status IN ('OPEN', 'CLOSED') GROUP BY 1) p
  ON p.line_id = l.id
LEFT JOIN (
  SELECT line_id, sum(quantity) AS total FROM wms_backorder WHERE closed_at IS NULL GROUP BY 1) b
  ON b.line_id = l.id
WHERE l.quantity <> coalesce(p.total, 0) + coalesce(b.total, 0)

-- name: a_promise_is_for_its_line
-- A promise is of the item, the owner and the site of its order line.
SELECT p.id AS promise, p.item_id AS promised, l.item_id AS wanted
FROM wms_promise p
JOIN wms_outboundorderline l ON l.id = p.line_id
JOIN wms_outboundorder o ON o.id = l.order_id
WHERE p.status = 'OPEN' AND (p.item_id <> l.item_id OR p.site_id <> o.site_id OR p.owner_id <> o.owner_id)

-- name: no_line_claims_more_than_it_is_promised
-- No order line has claimed more in the bins than it was promised.
SELECT a.line_id AS line, a.open AS claimed, a.picked, coalesce(p.total, 0) AS promised
FROM (
  SELECT line_id, sum(picked) AS picked, sum(CASE WHEN status = 'OPEN' THEN quantity - picked ELSE 0 END) AS open
  FROM wms_allocation GROUP BY 1) a
LEFT JOIN (SELECT line_id, sum(quantity) AS total FROM wms_promise WHERE status = 'OPEN' GROUP BY 1) p
  ON p.line_id = a.line_id
WHERE a.open > greatest(coalesce(p.total, 0) - a.picked, 0)

-- name: a_cancelled_order_claims_nothing
-- A cancelled order holds no promise, no back-order and no claim.
SELECT o.id AS "order", o.number,
  (SELECT count(*) FROM wms_outboundorderline l JOIN wms_promise p ON p.line_id = l.id
   WHERE l.order_id = o.id AND p.status = 'OPEN') AS promises,
  (SELECT count(*) FROM wms_outboundorderline l JOIN wms_backorder b ON b.line_id = l.id
   WHERE l.order_id = o.id AND b.closed_at IS NULL) AS backorders,
  (SELECT count(*) FROM wms_outboundorderline l JOIN wms_allocation a ON a.line_id = l.id
   WHERE l.order_id = o.id AND a.status = 'OPEN') AS claims
FROM wms_outboundorder o
WHERE o.status = 'CANCELLED' AND EXISTS (
  SELECT FROM wms_outboundorderline l WHERE l.order_id = o.id AND (
    EXISTS (SELECT FROM wms_promise p WHERE p.line_id = l.id AND p.status = 'OPEN')
    OR EXISTS (SELECT FROM wms_backorder b WHERE b.line_id = l.id AND b.closed_at IS NULL)
    OR EXISTS (SELECT FROM wms_allocation a WHERE a.line_id = l.id AND a.status = 'OPEN')))

-- name: an_order_and_its_shipments_end_together
-- The shipments of a cancelled order are cancelled.
SELECT o.id AS "order", o.status, s.id AS shipment, s.status AS shipment_status
FROM wms_outboundorder o JOIN wms_shipment s ON s.order_id = o.id
WHERE o.status = 'CANCELLED' AND s.status <> 'CANCELLED'

-- name: a_piece_is_where_stock_is
-- Of an item that is kept by serial number there are as many pieces on a balance as it holds.
SELECT b.id AS balance, b.on_hand, count(s.id) AS pieces
FROM wms_stockbalance b
JOIN wms_item i ON i.id = b.item_id AND i.tracking = 'SERIAL'
LEFT JOIN wms_serial s ON s.balance_id = b.id
WHERE NOT b.allow_negative GROUP BY b.id, b.on_hand HAVING b.on_hand <> count(s.id)

-- name: a_piece_lies_on_a_balance_of_its_item
-- A piece with a serial number lies where its own item and lot lie.
SELECT s.id AS serial, s.number, s.item_id AS item, b.item_id AS item_there
FROM wms_serial s JOIN wms_stockbalance b ON b.id = s.balance_id
WHERE s.item_id <> b.item_id OR b.allow_negative

-- name: a_piece_is_where_its_last_move_took_it
-- A piece with a serial number is where its last move took it.
SELECT s.id AS serial, s.balance_id AS lies, m.target_id AS taken
FROM wms_serial s
LEFT JOIN LATERAL (
  SELECT target_id FROM wms_serialmove m WHERE m.serial_id = s.id ORDER BY m.id DESC LIMIT 1) m ON true
WHERE s.balance_id IS DISTINCT FROM m.target_id

-- name: a_unit_stands_where_its_stock_is
-- Stock in a handling unit is at the unit's place, and so is a unit in a unit.
SELECT u.id AS unit, u.location_id AS stands, b.location_id AS stock
FROM wms_stockbalance b JOIN wms_handlingunit u ON u.id = b.handling_unit_id
WHERE b.on_hand <> 0 AND NOT b.allow_negative AND b.location_id <> u.location_id
UNION ALL
SELECT u.id, u.location_id, p.location_id
FROM wms_handlingunit u JOIN wms_handlingunit p ON p.id = u.parent_id WHERE u.location_id <> p.location_id

-- name: stock_lies_in_the_site_of_its_place
-- Stock belongs to the site of its place, and its lot is one of its item.
SELECT b.id AS balance, b.site_id AS site, l.site_id AS site_of_place, b.item_id AS item, t.item_id AS item_of_lot
FROM wms_stockbalance b
JOIN wms_location l ON l.id = b.location_id
LEFT JOIN wms_lot t ON t.id = b.lot_id
WHERE b.site_id <> l.site_id OR b.item_id <> coalesce(t.item_id, b.item_id)
   OR b.allow_negative <> (l.kind IN ('SUPPLIER', 'CUSTOMER', 'LOSS', 'TRANSIT'))

-- name: stock_expires_with_its_lot
-- Stock of a lot expires on the day of the lot.
SELECT b.id AS balance, b.expires_on, t.expires_on AS of_lot
FROM wms_stockbalance b JOIN wms_lot t ON t.id = b.lot_id
WHERE b.expires_on IS DISTINCT FROM t.expires_on

-- name: a_reversal_is_the_opposite
-- A posting that undoes another is its exact opposite.
SELECT r.id AS reversal, e.balance_id AS balance, sum(e.delta) AS left_over
FROM wms_stocktransaction r
JOIN wms_stockentry e ON e.transaction_id IN (r.id, r.reverses_id)
WHERE r.reverses_id IS NOT NULL GROUP BY 1, 2 HAVING sum(e.delta) <> 0

-- name: a_posting_has_entries
-- Every posting moves something: an empty one would swallow the retry of what never happened.
SELECT t.id AS posting, t.idempotency_scope, t.idempotency_key FROM wms_stocktransaction t
WHERE NOT EXISTS (SELECT FROM wms_stockentry e WHERE e.transaction_id = t.id)
  AND NOT EXISTS (SELECT FROM wms_serialmove m WHERE m.transaction_id = t.id)

-- name: the_ledger_is_guarded
-- The triggers and constraints on which all of this rests are there and switched on.
SELECT wanted AS missing FROM unnest(ARRAY[
  'wms_stocktransaction_append_only', 'wms_stockentry_append_only', 'wms_serialmove_append_only',
  'wms_stockentry_sum_to_zero', 'wms_stockbalance_changed_by_postings', 'wms_stockbalance_starts_empty',
  'wms_promisebucket_changed_by_postings', 'wms_promisebucket_starts_empty', 'wms_location_kind_stays'
]) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = wanted AND tgenabled IN ('O', 'A'))
UNION ALL
SELECT wanted FROM unnest(ARRAY[
  'stock_on_hand_is_never_negative', 'stock_allocated_is_within_on_hand', 'one_balance_per_place_and_kind',
  'one_posting_per_idempotency_key', 'no_more_is_promised_than_there_is', 'no_more_is_picked_than_allocated',
  'one_piece_per_item_and_serial', 'a_balance_lies_in_the_site_of_its_location', 'a_balance_is_of_the_item_of_its_lot'
]) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = wanted AND convalidated)

-- name: a_pick_follows_its_claim
-- What the floor was told to fetch is what the books have claimed for it, and was fetched to the same count.
SELECT p.id AS pick, p.status, p.quantity, p.picked, a.status AS claim, a.quantity AS claimed, a.picked AS taken
FROM wms_pick p JOIN wms_allocation a ON a.id = p.allocation_id
WHERE p.picked <> a.picked OR (p.status = 'OPEN') <> (a.status = 'OPEN')
   OR (p.status = 'OPEN' AND p.quantity <> a.quantity)

-- name: a_pick_is_for_its_shipment
-- What is fetched for a shipment is claimed by a line of the shipment's own order.
SELECT p.id AS pick, s.order_id AS shipped, l.order_id AS claimed
FROM wms_pick p
JOIN wms_shipment s ON s.id = p.shipment_id
JOIN wms_allocation a ON a.id = p.allocation_id
JOIN wms_outboundorderline l ON l.id = a.line_id
WHERE s.order_id <> l.order_id

-- name: a_walk_is_in_the_wave_of_its_open_picks
-- A walk takes only picks of its own wave.
SELECT p.id AS pick, p.wave_id AS wave, w.wave_id AS wave_of_walk
FROM wms_pick p JOIN wms_pickwalk w ON w.id = p.walk_id WHERE p.status = 'OPEN' AND p.wave_id <> w.wave_id

-- name: what_was_picked_is_what_was_reached_for
-- What a pick says was picked is the sum of what was reached for and not put back.
SELECT p.id AS pick, p.picked, coalesce(s.total, 0) AS steps
FROM wms_pick p
LEFT JOIN (
  SELECT pick_id, sum(quantity) AS total FROM wms_pickstep WHERE undone_by_id IS NULL GROUP BY 1) s
  ON s.pick_id = p.id
WHERE p.picked <> coalesce(s.total, 0)

-- name: no_more_is_packed_than_was_picked
-- Per shipment and order line; exactly as much once it is packed, and while it waits to leave.
SELECT s.id AS shipment, s.status, coalesce(p.line, k.line) AS line, coalesce(p.total, 0) AS picked,
  coalesce(k.total, 0) AS packed
FROM (
  SELECT p.shipment_id AS shipment, a.line_id AS line, sum(p.picked) AS total
  FROM wms_pick p JOIN wms_allocation a ON a.id = p.allocation_id GROUP BY 1, 2) p
FULL JOIN (
  SELECT c.shipment_id AS shipment, l.line_id AS line, sum(l.quantity) AS total
  FROM wms_parcelline l JOIN wms_parcel c ON c.id = l.parcel_id GROUP BY 1, 2) k
  ON k.shipment = p.shipment AND k.line = p.line
JOIN wms_shipment s ON s.id = coalesce(p.shipment, k.shipment)
WHERE coalesce(k.total, 0) > coalesce(p.total, 0)
   OR (s.status IN ('PACKED', 'STAGED') AND EXISTS (SELECT FROM wms_parcel c WHERE c.shipment_id = s.id)
       AND coalesce(k.total, 0) <> coalesce(p.total, 0))

-- name: nothing_is_in_a_parcel_that_was_not_packed
-- Per parcel, item and lot: what stands in the carton is at most what its lines say.
SELECT c.id AS parcel, b.item_id AS item, b.lot_id AS lot, b.total AS there, coalesce(l.total, 0) AS packed
FROM wms_parcel c
JOIN (
  SELECT handling_unit_id, item_id, lot_id, sum(on_hand) AS total FROM wms_stockbalance
  WHERE on_hand > 0 AND handling_unit_id IS NOT NULL GROUP BY 1, 2, 3) b ON b.handling_unit_id = c.handling_unit_id
LEFT JOIN (
  SELECT p.parcel_id, o.item_id, p.lot_id, sum(p.quantity) AS total
  FROM wms_parcelline p JOIN wms_outboundorderline o ON o.id = p.line_id GROUP BY 1, 2, 3) l
  ON l.parcel_id = c.id AND l.item_id = b.item_id AND l.lot_id IS NOT DISTINCT FROM b.lot_id
WHERE b.total > coalesce(l.total, 0)

-- name: a_packed_shipment_counts_its_parcels
-- A packed shipment has as many units and as much weight as its closed parcels.
SELECT s.id AS shipment, s.units, s.weight_g, count(c.id) AS parcels, sum(c.weight_g) AS weight
FROM wms_shipment s JOIN wms_parcel c ON c.shipment_id = s.id
WHERE s.status IN ('PACKED', 'STAGED')
GROUP BY s.id HAVING s.units <> count(c.id) OR s.weight_g <> sum(c.weight_g) OR bool_or(c.status = 'OPEN')

-- name: a_staged_shipment_stands_in_a_lane
-- Every parcel of a staged shipment stands in a lane.
SELECT s.id AS shipment, c.number AS parcel, l.code AS stands
FROM wms_shipment s
JOIN wms_parcel c ON c.shipment_id = s.id
JOIN wms_handlingunit u ON u.id = c.handling_unit_id
JOIN wms_location l ON l.id = u.location_id
WHERE s.status = 'STAGED' AND l.kind NOT IN ('LANE', 'VEHICLE')

-- name: a_tote_with_goods_is_in_use
-- Goods in a tote at a packing place are somebody's.
SELECT u.id AS tote, u.sscc, sum(b.on_hand) AS there
FROM wms_handlingunit u
JOIN wms_location l ON l.id = u.location_id AND l.kind = 'STATION'
JOIN wms_stockbalance b ON b.handling_unit_id = u.id AND b.on_hand > 0
WHERE u.kind = 'TOTE' AND NOT EXISTS (SELECT FROM wms_toteuse t WHERE t.tote_id = u.id AND t.freed_at IS NULL)
GROUP BY 1, 2
