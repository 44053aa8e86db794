"""Fields that the API of the last mile reads: text as the imports take it, nothing unknown."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.tables.errors import CellProblem
from core.tables.text import clean_identifier, clean_text
from lastmile.services.windows import read_windows


class PlainText(serializers.CharField):
    """Text: composed, trimmed, nothing that hides or reorders letters."""

    clean: Callable[[str], str] = staticmethod(clean_text)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - whatever JSON holds
        """The plain text."""
        try:
            return type(self).clean(super().to_internal_value(data))
        except CellProblem as problem:
            raise serializers.ValidationError(problem.message) from problem


class Lines(PlainText):
    """Text that may have several lines."""

    clean = staticmethod(lambda text: clean_text(text, multiline=True))


class Identifier(PlainText):
    """A code that people and machines compare."""

    clean = staticmethod(clean_identifier)


class Degrees(serializers.FloatField):
    """A coordinate. NaN and infinities are no numbers in JSON; a text or a yes is none either."""

    def to_internal_value(self, data: Any) -> float:  # noqa: ANN401 - whatever JSON holds
        """The number."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise serializers.ValidationError(_("A number is needed here."))
        return super().to_internal_value(data)


class WindowText(serializers.CharField):
    """A span of local time: 08:00-12:00."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - a TimeWindow
        """The window."""
        try:
            found = read_windows(super().to_internal_value(data))
        except CellProblem as problem:
            raise serializers.ValidationError(problem.message) from problem
        if len(found) != 1:
            raise serializers.ValidationError(_("One window like 08:00-12:00 is needed here."))
        return found[0]


class Strict(serializers.Serializer[Any]):
    """An object in which an unknown name is refused: a slip of the pen would be lost in silence."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The values."""
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)
