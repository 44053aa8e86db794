-- name: a_history_has_no_gap
-- The events of one subject are numbered 1, 2, 3 … without a gap.
SELECT subject_type, subject_id, count(*) AS events, max(subject_seq) AS last
FROM core_publicevent GROUP BY 1, 2 HAVING count(*) <> max(subject_seq)

-- name: the_log_is_guarded
-- The trigger that makes the log append-only is there and switched on.
SELECT 'core_publicevent_append_only' AS missing
WHERE NOT EXISTS (
  SELECT FROM pg_trigger WHERE tgname = 'core_publicevent_append_only' AND tgenabled IN ('O', 'A'))
