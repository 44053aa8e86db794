"""Tables of proofs, tracking and messages."""

from pod.models.messages import Notification
from pod.models.pins import PinIssue
from pod.models.policies import ProofPolicy
from pod.models.proofs import Proof, ProofFile
from pod.models.tracking import TrackingLink

__all__ = ["Notification", "PinIssue", "Proof", "ProofFile", "ProofPolicy", "TrackingLink"]
