"""Proof and tracking in the admin: the rules about proof are edited here, the rest is only looked at."""

from pod.admin import messages, policies, proofs

__all__ = ["messages", "policies", "proofs"]
