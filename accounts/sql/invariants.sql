-- name: a_devices_chain_has_no_gap
-- The linked acts of a device are numbered 1, 2, 3 …, and the device knows the last of them.
SELECT d.public_id AS device, d.last_counter, count(c.id) AS linked, max(c.counter) AS last
FROM accounts_device d LEFT JOIN accounts_devicecommand c ON c.device_id = d.id AND c.is_chained
GROUP BY d.id
HAVING count(c.id) <> d.last_counter OR coalesce(max(c.counter), 0) <> d.last_counter;

-- name: a_linked_act_names_the_one_before
-- Each linked act carries the hash of its predecessor, unless the break was noted when it came.
SELECT c.id, c.counter
FROM accounts_devicecommand c
LEFT JOIN accounts_devicecommand p
  ON p.device_id = c.device_id AND p.is_chained AND p.counter = c.counter - 1
WHERE c.is_chained AND c.previous_hash <> coalesce(p.hash, repeat('0', 64)) AND NOT c.flags ? 'broken_chain';

-- name: an_applied_act_is_linked
-- Nothing is done that has no place in its device's chain.
SELECT id, kind FROM accounts_devicecommand WHERE status = 'APPLIED' AND NOT is_chained;

-- name: what_phones_sent_is_guarded
-- The trigger that keeps envelopes as they were signed is there and switched on.
SELECT 'accounts_devicecommand_envelope' AS missing
WHERE NOT EXISTS (
  SELECT FROM pg_trigger WHERE tgname = 'accounts_devicecommand_envelope' AND tgenabled IN ('O', 'A'));
