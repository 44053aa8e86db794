"""The header of a posting is its idempotency key: who inserts it posts, everyone else gets the first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from wms.errors import KeyReusedError
from wms.models import Site, StockTransaction
from wms.states import TransactionKind

LONGEST_SCOPE, LONGEST_KEY = 80, 200

BEGIN = """
INSERT INTO wms_stocktransaction (id, kind, site_id, posted_at, effective_at, actor_id, device, source,
  reason, reverses_id, idempotency_scope, idempotency_key, request_hash)
VALUES (uuidv7(), %(kind)s, %(site)s, now(), %(effective_at)s, %(actor)s, %(device)s, %(source)s, %(reason)s,
  %(reverses)s, %(scope)s, %(key)s, %(hash)s)
ON CONFLICT (idempotency_scope, idempotency_key) DO NOTHING
RETURNING *
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """What a posting says about itself."""

    idempotency: tuple[str, str]
    kind: TransactionKind
    site: Site
    effective_at: datetime
    by: User | None
    fingerprint: str
    device: str = ""
    source: str = ""
    reason: str = ""
    reverses: StockTransaction | None = None


def begin(header: Header) -> tuple[StockTransaction, bool]:
    """Write the header, or find the one that was written under this key; the flag says whether it is new.

    A second caller with the same key waits here for the first one. Raises KeyReusedError where that was for
    something else.
    """
    scope, key = header.idempotency
    if not (scope and key and len(scope) <= LONGEST_SCOPE and len(key) <= LONGEST_KEY):
        raise BadInputError(
            _("Every posting has an idempotency key of a sensible length."), place="idempotency"
        )
    made = list(StockTransaction.objects.raw(BEGIN, _values(header)))
    if made:
        return made[0], True
    first = already(header)
    assert first is not None  # noqa: S101 - the insert met it
    return first, False


def already(header: Header) -> StockTransaction | None:
    """The posting under this key, if there is one. Raises KeyReusedError where it is of something else."""
    scope, key = header.idempotency
    first = StockTransaction.objects.filter(idempotency_scope=scope, idempotency_key=key).first()
    if first and first.request_hash != header.fingerprint:
        told = _("The key %(key)s was used for another posting.") % {"key": key}
        raise KeyReusedError(told, scope=scope, key=key)
    return first


def _values(header: Header) -> dict[str, Any]:
    return {
        "kind": header.kind.value,
        "site": header.site.pk,
        "effective_at": header.effective_at,
        "actor": header.by.pk if header.by else None,
        "device": header.device,
        "source": header.source,
        "reason": header.reason,
        "reverses": header.reverses.pk if header.reverses else None,
        "scope": header.idempotency[0],
        "key": header.idempotency[1],
        "hash": header.fingerprint,
    }
