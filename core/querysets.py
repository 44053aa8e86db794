"""Query sets that every app builds on."""

from typing import Self

from django.db import models


class LockableQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that services lock before they check and write."""

    def locked(self) -> Self:
        """Lock the rows in primary-key order, so that two transactions never deadlock on them.

        FOR NO KEY UPDATE: inserting children that point to the row is not blocked.
        """
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)
