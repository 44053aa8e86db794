"""One status field's legal moves, as a table."""

from collections.abc import Collection, Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from core.errors import IllegalMoveError


class Lifecycle[S: TextChoices]:
    """`Lifecycle({PLANNED: {RELEASED, CANCELLED}, ...})`; a status with no moves is final."""

    def __init__(self, moves: Mapping[S, Collection[S]]) -> None:
        self.moves = {source: frozenset(targets) for source, targets in moves.items()}

    def check(self, source: S, target: S) -> None:
        """Raise IllegalMoveError unless the table allows the move."""
        if target not in self.moves[source]:
            message = _("%(source)s cannot become %(target)s") % {
                "source": source.label,
                "target": target.label,
            }
            raise IllegalMoveError(message, source=source.value, target=target.value)

    def is_final(self, status: S) -> bool:
        """Whether nothing can follow."""
        return not self.moves[status]

    def sources_of(self, target: S) -> list[S]:
        """The statuses that may become the target; for set-based updates."""
        return [source for source, targets in self.moves.items() if target in targets]

    def as_mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        arrows = [f"    {a.name} --> {b.name}" for a, targets in self.moves.items() for b in sorted(targets)]
        return "\n".join(["stateDiagram-v2", *arrows])
