"""Every lifecycle of roads and plans, on one page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class PlanRunStatus(TextChoices):
    """One question to the planning engine, from asked to answered."""

    QUEUED = "QUEUED", _("Waiting for a solver")
    SOLVING = "SOLVING", _("Solving")
    FINISHED = "FINISHED", _("Finished")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


PLAN_RUN = Lifecycle(
    {
        PlanRunStatus.QUEUED: {PlanRunStatus.SOLVING, PlanRunStatus.CANCELLED, PlanRunStatus.FAILED},
        # A worker that died leaves SOLVING behind; the next one claims it again.
        PlanRunStatus.SOLVING: {
            PlanRunStatus.SOLVING,
            PlanRunStatus.FINISHED,
            PlanRunStatus.FAILED,
            PlanRunStatus.CANCELLED,
        },
        PlanRunStatus.FINISHED: {},
        PlanRunStatus.FAILED: {},
        PlanRunStatus.CANCELLED: {},
    }
)


class Wish(TextChoices):
    """What people want of a run that is under way."""

    NONE = "", _("Nothing")
    STOP = "STOP", _("Stop with the best plan so far")
    CANCEL = "CANCEL", _("Cancel")


class NetworkStatus(TextChoices):
    """How far a road network has come."""

    BUILDING = "BUILDING", _("Being built")
    READY = "READY", _("Ready")
    FAILED = "FAILED", _("Failed")


ROAD_NETWORK = Lifecycle(
    {
        NetworkStatus.BUILDING: {NetworkStatus.READY, NetworkStatus.FAILED},
        NetworkStatus.READY: {},
        NetworkStatus.FAILED: {},
    }
)
