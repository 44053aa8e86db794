"""Writing estimates: one statement, whatever their number, and never over a newer answer."""

from collections.abc import Sequence

from django.db import connection

from lastmile.models import StopEstimate

_UPSERT = """
INSERT INTO lastmile_stopestimate AS old
  (stop_id, arrives_at, starts_at, departs_at, due_at, computed_at, source, basis)
SELECT new.* FROM unnest(
  %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
  %s::timestamptz[], %s::text[], %s::text[]
) AS new(stop_id, arrives_at, starts_at, departs_at, due_at, computed_at, source, basis)
JOIN lastmile_stop AS stop ON stop.id = new.stop_id AND stop.status IN ('PLANNED', 'ARRIVED')
ORDER BY new.stop_id
ON CONFLICT (stop_id) DO UPDATE SET
  arrives_at = EXCLUDED.arrives_at, starts_at = EXCLUDED.starts_at, departs_at = EXCLUDED.departs_at,
  due_at = EXCLUDED.due_at, computed_at = EXCLUDED.computed_at, source = EXCLUDED.source,
  basis = EXCLUDED.basis
WHERE old.computed_at <= EXCLUDED.computed_at
"""
"""A stop that ended meanwhile keeps its last estimate, and an older answer never replaces a newer one."""


def write_estimates(rows: Sequence[StopEstimate]) -> None:
    """Write these; in the caller's transaction."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, _columns(rows))


def _columns(rows: Sequence[StopEstimate]) -> list[list[object]]:
    names = ("stop_id", "arrives_at", "starts_at", "departs_at", "due_at", "computed_at", "source", "basis")
    return [[getattr(row, name) for row in rows] for name in names]
