-- name: what_was_loaded_is_on_board_delivered_or_brought_back
-- Per vehicle, item and lot: on the vehicle + delivered + returned + lost = loaded + collected. Nothing gets
-- on or off in another way.
SELECT v.id AS vehicle, e.item_id AS item, e.lot_id AS lot,
  coalesce(sum(e.delta) FILTER (WHERE k.kind = 'LOAD'), 0) AS loaded,
  coalesce(-sum(e.delta) FILTER (WHERE k.kind = 'DELIVER'), 0) AS delivered,
  coalesce(-sum(e.delta) FILTER (WHERE k.kind IN ('MOVE', 'RETURN') AND k.is_out), 0) AS returned,
  coalesce(-sum(e.delta) FILTER (WHERE k.kind = 'ADJUST' AND k.is_out), 0) AS lost,
  coalesce(sum(e.delta) FILTER (WHERE k.kind = 'RETURN' AND NOT k.is_out), 0) AS collected,
  sum(e.delta) AS on_board
FROM lastmile_vehicle v
JOIN wms_stockbalance b ON b.location_id = v.location_id
JOIN wms_stockentry e ON e.balance_id = b.id
JOIN wms_stocktransaction t ON t.id = e.transaction_id
LEFT JOIN wms_stocktransaction r ON r.id = t.reverses_id
CROSS JOIN LATERAL (
  SELECT coalesce(r.kind, t.kind) AS kind, (e.delta < 0) <> (r.id IS NOT NULL) AS is_out) k
GROUP BY v.id, e.item_id, e.lot_id
HAVING coalesce(sum(e.delta) FILTER (WHERE k.kind = 'LOAD' OR (k.kind = 'RETURN' AND NOT k.is_out)), 0)
  <> sum(e.delta) - coalesce(sum(e.delta) FILTER (WHERE k.kind = 'DELIVER'), 0)
     - coalesce(sum(e.delta) FILTER (WHERE k.kind IN ('MOVE', 'RETURN', 'ADJUST') AND k.is_out), 0)

-- name: a_loaded_unit_stands_in_its_vehicle_until_it_leaves
-- While a route is being loaded: what is marked as in is in, by its own location.
SELECT u.id AS unit, h.sscc, h.location_id AS stands, v.location_id AS vehicle
FROM lastmile_loadunit u
JOIN lastmile_load d ON d.id = u.load_id
JOIN lastmile_trip t ON t.id = d.trip_id
JOIN lastmile_route r ON r.id = t.route_id AND r.status = 'RELEASED'
JOIN lastmile_vehicle v ON v.id = r.vehicle_id
JOIN wms_handlingunit h ON h.id = u.handling_unit_id
WHERE u.loaded_at IS NOT NULL AND h.location_id <> v.location_id

-- name: nothing_is_in_a_vehicle_that_was_not_loaded
-- A handling unit with stock in a vehicle's place was scanned into a load of that vehicle.
SELECT h.id AS unit, h.sscc, v.id AS vehicle
FROM lastmile_vehicle v
JOIN wms_handlingunit h ON h.location_id = v.location_id
WHERE EXISTS (SELECT FROM wms_stockbalance b WHERE b.handling_unit_id = h.id AND b.on_hand > 0)
  AND NOT EXISTS (
    SELECT FROM lastmile_loadunit u
    JOIN lastmile_load d ON d.id = u.load_id
    JOIN lastmile_trip t ON t.id = d.trip_id
    JOIN lastmile_route r ON r.id = t.route_id
    WHERE u.handling_unit_id = h.id AND u.loaded_at IS NOT NULL AND r.vehicle_id = v.id)

-- name: no_unit_leaves_without_a_scan_or_a_reason
SELECT u.id AS unit, r.code AS route
FROM lastmile_loadunit u
JOIN lastmile_load d ON d.id = u.load_id AND d.status <> 'CANCELLED'
JOIN lastmile_trip t ON t.id = d.trip_id
JOIN lastmile_route r ON r.id = t.route_id AND r.status IN ('DEPARTED', 'RETURNED', 'CLOSED')
WHERE u.loaded_at IS NULL AND u.short_reason = ''

-- name: a_unit_is_in_one_load_that_is_open
-- A handling unit is to go with one route at a time.
SELECT u.handling_unit_id AS unit, count(*) AS loads
FROM lastmile_loadunit u
JOIN lastmile_load d ON d.id = u.load_id AND d.status <> 'CANCELLED'
JOIN lastmile_trip t ON t.id = d.trip_id
JOIN lastmile_route r ON r.id = t.route_id AND r.status = 'RELEASED'
WHERE u.handling_unit_id IS NOT NULL AND u.short_reason = ''
GROUP BY 1 HAVING count(*) > 1

-- name: a_driver_is_on_every_route_that_left
SELECT id AS route, code FROM lastmile_route
WHERE status IN ('DEPARTED', 'RETURNED', 'CLOSED') AND driver_id IS NULL

-- name: a_closed_route_left_nothing_on_its_vehicle
-- When a route is closed, everything that it brought back has a disposition.
SELECT r.id AS route, r.code, b.id AS balance, b.on_hand
FROM lastmile_route r
CROSS JOIN LATERAL lastmile_left_of(r.id) AS l(balance)
JOIN wms_stockbalance b ON b.id = l.balance
WHERE r.status = 'CLOSED' AND b.handling_unit_id IN (
  SELECT u.handling_unit_id FROM lastmile_loadunit u
  JOIN lastmile_load d ON d.id = u.load_id
  JOIN lastmile_trip t ON t.id = d.trip_id WHERE t.route_id = r.id)
