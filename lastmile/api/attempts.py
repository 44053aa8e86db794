"""Working something out before the transaction begins."""

from collections.abc import Callable

from core.errors import DomainError


class Attempt[T]:
    """What was worked out before the transaction began. A refusal is raised only when it is looked at: a
    request that is sent again gets its stored answer first.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._refusal: DomainError | None = None
        try:
            self._found = work()
        except DomainError as refusal:
            self._refusal = refusal

    def outcome(self) -> T:
        """What was found. Raises the refusal."""
        if self._refusal is not None:
            raise self._refusal
        return self._found
