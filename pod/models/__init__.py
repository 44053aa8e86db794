"""Tables of proofs, tracking and messages."""

from pod.models.messages import Notification
from pod.models.tracking import TrackingLink

__all__ = ["Notification", "TrackingLink"]
