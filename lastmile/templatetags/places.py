"""Places on a drawing whose width is not known: thousandths become percent."""

from django import template

register = template.Library()


@register.filter
def permille(value: int) -> str:
    """125 becomes 12.5%, for x and width of SVG elements."""
    return f"{value / 10:g}%"
