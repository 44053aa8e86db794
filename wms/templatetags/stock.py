"""Tags that show stock."""

from django import template
from django.utils.safestring import SafeString

from core.templatetags.status import status_badge
from wms.states import StockStatus

register = template.Library()


@register.simple_tag
def stock_status(value: int) -> SafeString:
    """`{% stock_status balance.status %}`: the word of a stock status in its colour."""
    return status_badge(StockStatus(value))
