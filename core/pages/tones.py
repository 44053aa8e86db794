"""One word, one colour: how a status looks, on every page of every app."""

from typing import Literal

type Tone = Literal["ok", "live", "risk", "late", "idle"]

# ok: as wanted and over with. live: happening now. risk: somebody should look. late: went wrong.
# idle: waits, or ended without being done. A word that is missing here is shown as idle; a test finds it.
_WORDS: dict[Tone, str] = {
    "ok": """
        ACCEPTED ACTIVE ADJUSTED AGREED APPLIED APPROVED ARRIVED AVAILABLE CLOSED COMMITTED COMPLETED
        CONFIRMED CURRENT DECIDED DELIVERED DONE FINISHED FULFILLED IMPORTED ISSUED KEPT LIVE LOADED
        LOCATED ON_TIME OPEN PACKED PAID PICKED PROMISED PUT_AWAY READY RECEIVED RESOLVED RESTOCKED SENT
        SHIPPED STAGED
    """,
    "live": """
        APPLYING ARRIVING AT_DOOR BUILDING CHECKING COLLECTING DEPARTED DISPATCHED INSPECTING IN_PROGRESS
        IN_TRANSIT LOADING ON_THE_WAY OUT PACKING PICKING RECEIVING RELEASED RUNNING SENDING SOLVING STAGING
        WORKING
    """,
    "risk": """
        AT_RISK BACKORDERED BACK_ORDERED CHECK DAMAGED EXPIRING HOLD INSPECTION NEEDS_CHECK ON_HOLD PARTIAL
        PARTLY_PROMISED QUARANTINE QUARANTINED REQUESTED REVIEW SHORT STALE TO_APPROVE
        UNCERTAIN UNPLANNED UNSURE
    """,
    "late": """
        BLOCKED CONFLICT DECLINED DENIED DESTROYED EXPIRED FAILED INFEASIBLE LATE LOST MISSING NOT_FOUND
        RECALLED REFUSED REJECTED UNDELIVERABLE UNLOCATED
    """,
    "idle": """
        ACKNOWLEDGED ARCHIVED CANCELLED CHECKED DISCARDED DRAFT EXPECTED IDLE INACTIVE NEW PENDING PLANNED
        OWED PREVIEW QUEUED RETIRED RETURNED REVERSED REVOKED SENT_AGAIN SHIPPED_OUT SKIPPED SNOOZED
        SUPERSEDED SUPPRESSED TO_COUNT TO_RECOUNT WAITING WITHDRAWN
    """,
}
TONES: dict[str, Tone] = {word: tone for tone, words in _WORDS.items() for word in words.split()}

ICONS: dict[Tone, str] = {
    "ok": "circle-check",
    "live": "circle-dot",
    "risk": "triangle-alert",
    "late": "circle-alert",
    "idle": "circle",
}
# Words whose own picture says more than that of their tone.
WORD_ICONS: dict[str, str] = {
    "BACK_ORDERED": "hourglass",
    "CANCELLED": "circle-slash",
    "DEPARTED": "truck",
    "DELIVERED": "package-check",
    "DISCARDED": "circle-slash",
    "EXPIRED": "calendar-x",
    "HOLD": "lock",
    "LATE": "clock-alert",
    "LOADED": "truck",
    "PENDING": "clock",
    "PLANNED": "calendar-check",
    "PROMISED": "badge-check",
    "QUEUED": "clock",
    "RETURNED": "undo-2",
    "SOLVING": "loader-circle",
    "STALE": "history",
    "UNPLANNED": "map-pin-off",
    "WAITING": "clock",
}


def tone_of(status: str) -> Tone:
    """The tone of a status value, whatever its case."""
    return TONES.get(status.upper(), "idle")


def icon_of(status: str) -> str:
    """The icon beside a status value."""
    return WORD_ICONS.get(status.upper()) or ICONS[tone_of(status)]
