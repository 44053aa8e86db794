"""Changing one item by hand: against what the person had before the eyes, and told in its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import public_events
from core.errors import NotFoundError, StaleError
from core.public_events import Happening
from core.transactions import service
from wms.models import Item
from wms.services.items import change_item


@service
def edit_item(*, item_id: int, seen: str, values: Mapping[str, Any], by: User, at: datetime) -> Item:
    """Change the facts of an item that still is as it was `seen` (its `version_of`).

    Raises NotFoundError; StaleError where somebody changed it meanwhile; BadInputError that names the field.
    Saying what it says already changes nothing and is not told.
    """
    item = Item.objects.select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None:
        raise NotFoundError(_("There is no such item."))
    if version_of(item) != seen:
        raise StaleError(_("Somebody changed this item meanwhile. Open it again and look."))
    changed = [name for name, value in values.items() if getattr(item, name) != value]
    if not changed:
        return item
    before = {name: getattr(item, name) for name in changed}
    item = change_item(sku=item.sku, values=values)
    told = Happening(
        type="item.changed",
        subject_type="item",
        subject_id=item.public_id,
        facts={"sku": item.sku, "before": before, "after": {name: values[name] for name in changed}},
        changed=changed,
    )
    public_events.record([told], at=at, by=by)
    return item


def version_of(item: Item) -> str:
    """What a form keeps, to see later whether the item is still the one that it showed."""
    return item.updated_at.isoformat()
