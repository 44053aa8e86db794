"""Into which bin goods are best put away. Reads only."""

from collections.abc import Collection

from wms.models import StockBalance

PROPOSE = """
SELECT DISTINCT ON (w.id) w.id, l.code AS bin
FROM wms_stockbalance w
JOIN wms_item i ON i.id = w.item_id
JOIN wms_location l ON l.site_id = w.site_id AND l.kind = 'BIN' AND l.is_pickable AND l.locked_reason = ''
LEFT JOIN LATERAL (
  SELECT bool_or(b.item_id = w.item_id) AS same_item,
    bool_or(b.item_id = w.item_id AND b.lot_id IS NOT DISTINCT FROM w.lot_id AND b.status = w.status
      AND b.owner_id = w.owner_id) AS same_kind
  FROM wms_stockbalance b WHERE b.location_id = l.id AND b.on_hand > 0) t ON true
WHERE w.id = ANY(%s)
  AND (coalesce(t.same_item, false) OR (t.same_item IS NULL AND l.temperature = i.temperature))
  AND (w.status = 1 OR coalesce(t.same_kind, true))
ORDER BY w.id, coalesce(t.same_kind, false) DESC, coalesce(t.same_item, false) DESC, l.pick_sequence, l.code
"""


def proposed_bins(balances: Collection[StockBalance]) -> dict[int, str]:
    """Per balance the bin for it: where the same lies already, else an empty one of its temperature.

    What may not be sold is not put beside what may. A balance for which there is no bin is left out.
    """
    if not balances:
        return {}
    found = StockBalance.objects.raw(PROPOSE, [[one.pk for one in balances]])
    return {row.pk: vars(row)["bin"] for row in found}
