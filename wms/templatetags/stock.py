"""Tags that show stock."""

from django import template
from django.utils.safestring import SafeString

from core.templatetags.status import status_badge
from wms.models import StockBalance
from wms.queries import stock as queries
from wms.states import StockStatus

register = template.Library()


@register.simple_tag
def stock_status(value: int) -> SafeString:
    """`{% stock_status balance.status %}`: the word of a stock status in its colour."""
    return status_badge(StockStatus(value))


@register.filter
def free_quantity(balance: StockBalance) -> int:
    """`{{ balance|free_quantity|quantity }}`: what of it may still be promised or picked."""
    return queries.free_quantity(balance)
