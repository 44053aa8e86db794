"""Where a transaction begins: at a public service function, and nowhere else."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from core.errors import BusyError

SERIALIZATION_FAILURE, DEADLOCK, LOCK_TIMEOUT = "40001", "40P01", "55P03"
RETRYABLE = {SERIALIZATION_FAILURE, DEADLOCK, LOCK_TIMEOUT}
TRIES = 4


def service[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in a transaction; up to three more times when others were in the way.

    Called inside another service it joins that transaction behind a savepoint, and the outermost one retries.
    Raises BusyError when the rows stay locked. The lock timeout stands in the connection's settings.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        return _with_retries(lambda: function(*args, **kwargs))

    return run


def _with_retries[R](work: Callable[[], R]) -> R:
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if sqlstate(error) not in RETRYABLE:
                raise
            if attempt == TRIES:
                raise BusyError(_busy()) from error
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


def _busy() -> str:
    return _("Others are working on this right now. Nothing was changed; try again.")


@contextmanager
def busy_when_locked() -> Iterator[None]:
    """For who begins a transaction around services: rows that stay locked raise BusyError here too."""
    try:
        yield
    except OperationalError as error:
        if sqlstate(error) not in RETRYABLE:
            raise
        raise BusyError(_busy()) from error


def sqlstate(error: Exception) -> str:
    """The five-character code that Postgres gave for a database error, or an empty string."""
    return getattr(error.__cause__, "pgcode", None) or ""
