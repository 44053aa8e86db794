"""Picks follow their claims: whatever changes an allocation calls this in the same transaction."""

from collections.abc import Collection

from django.db import connection

from wms.states import PickStatus

FOLLOW = """
UPDATE wms_pick p SET picked = a.picked, updated_at = now(),
  quantity = CASE WHEN a.status = 'OPEN' THEN a.quantity ELSE p.quantity END,
  status = CASE WHEN a.status = 'OPEN' THEN 'OPEN' WHEN a.picked = p.quantity THEN 'PICKED' ELSE %s END,
  tote_id = coalesce(%s, p.tote_id)
FROM wms_allocation a
WHERE a.id = p.allocation_id AND a.id = ANY(%s) AND p.status IN ('OPEN', 'PICKED')
"""


def follow(allocation_ids: Collection[int], *, ended: PickStatus, tote_id: int | None = None) -> None:
    """Let the picks of locked claims say what the claims say; those that ended early become `ended`."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [ended.value, tote_id, list(allocation_ids)])
