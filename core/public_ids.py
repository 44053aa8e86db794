"""Ids that may leave the server: random, and sortable by the time they were made."""

import os
import time
import uuid

from django.db import models
from django.db.models import Func


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = int.from_bytes(milliseconds.to_bytes(6, "big") + os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


class DatabaseUuid7(Func):
    """Postgres 18's own uuidv7(), for rows that SQL inserts."""

    function = "uuidv7"
    output_field = models.UUIDField()


class PublicId(models.Model):
    """An object that leaves the system: a public id stands beside its integer key."""

    public_id = models.UUIDField(default=uuid7, db_default=DatabaseUuid7(), unique=True, editable=False)

    class Meta:
        abstract = True
