-- name: a_returned_unit_lies_where_it_says
-- What is to be inspected or put away lies at the balance that it names, in the status that was decided.
SELECT u.id AS unit, u.status, u.disposition, b.status AS lies_as, b.on_hand, u.quantity
FROM returns_returnunit u JOIN wms_stockbalance b ON b.id = u.balance_id
WHERE u.status IN ('RECEIVED', 'DECIDED') AND (b.on_hand < u.quantity OR b.item_id <> u.item_id
  OR b.lot_id IS DISTINCT FROM u.lot_id
  OR b.status <> CASE WHEN u.status = 'RECEIVED' THEN 3 ELSE CASE u.disposition
    WHEN 'RESTOCK' THEN 1 WHEN 'B_GRADE' THEN 2 WHEN 'VENDOR' THEN 4 WHEN 'QUARANTINE' THEN 5 END END)

-- name: what_waits_at_the_returns_dock_is_somebodys
-- Everything in inspection at a returns dock is a unit that waits to be inspected, to the last piece.
SELECT b.id AS balance, b.on_hand, coalesce(sum(u.quantity), 0) AS units
FROM wms_stockbalance b
JOIN wms_location l ON l.id = b.location_id AND l.kind = 'DOCK' AND l.zone = 'RETURNS'
LEFT JOIN returns_returnunit u ON u.balance_id = b.id AND u.status = 'RECEIVED'
WHERE b.status = 3
GROUP BY b.id, b.on_hand HAVING b.on_hand <> coalesce(sum(u.quantity), 0)

-- name: what_came_back_was_not_delivered
-- A delivery that is back in the warehouse has something that came back, or that is lost.
SELECT d.id AS delivery
FROM lastmile_delivery d
WHERE d.status = 'RETURNED' AND NOT EXISTS (
  SELECT FROM returns_returnunit u JOIN returns_returnorder o ON o.id = u.return_order_id
  WHERE o.delivery_id = d.id AND u.status NOT IN ('WITHDRAWN', 'MISSING'))

-- name: a_closed_return_has_no_open_end
-- Nothing of a closed return is on its way, waits for an inspection or for a bin.
SELECT o.id AS return, o.number, u.id AS unit, u.status
FROM returns_returnorder o JOIN returns_returnunit u ON u.return_order_id = o.id
WHERE o.status = 'CLOSED' AND u.status IN ('EXPECTED', 'RECEIVED', 'DECIDED')

-- name: a_unit_is_what_its_last_step_made_it
-- The standing steps of a unit end where the unit is.
SELECT u.id AS unit, u.status, s.after
FROM returns_returnunit u
CROSS JOIN LATERAL (
  SELECT after FROM returns_returnstep WHERE unit_id = u.id AND undone_at IS NULL ORDER BY id DESC LIMIT 1) s
WHERE u.status <> s.after
