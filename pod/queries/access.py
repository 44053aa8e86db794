"""Who may watch what of proofs and messages."""

from accounts.models import User
from core.live import Viewer


def may_watch(viewer: Viewer, _key: str) -> bool:
    """Staff who may see deliveries; recipients come with a token of their own."""
    return isinstance(viewer, User) and viewer.has_perm("lastmile.view_orders")
