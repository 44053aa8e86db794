"""Who walks: taking a walk, taking it over from somebody else, and leaving it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service
from wms.errors import NotReadyError
from wms.models import Pick, PickWalk, Wave
from wms.models.picking import PickWalkQuerySet
from wms.services import _floor


@service
def start_walk(*, wave_id: int, by: User, at: datetime) -> PickWalk:
    """The picker's own walk of the wave, else its next one that nobody walks.

    Of two who ask at once each gets one. Whoever has a walk elsewhere leaves it for others. Raises
    NotReadyError where nothing is left to pick.
    """
    _one_at_a_time(by)
    wave = Wave.objects.locked().get(pk=wave_id)
    mine = PickWalk.objects.filter(picker=by, finished_at__isnull=True)
    own = mine.filter(wave=wave).first()
    if own and Pick.objects.to_do().filter(walk=own).exists():
        return own
    _leave(mine, at)
    walks = PickWalk.objects.filter(wave=wave, picker__isnull=True, finished_at__isnull=True)
    to_do = Pick.objects.to_do().filter(wave=wave).values("walk")
    walk = walks.filter(pk__in=to_do).order_by("number").first()
    if walk is None:
        raise NotReadyError(_("Nothing is left to pick in %(wave)s.") % {"wave": wave}, wave=wave.code)
    return _take(walk, by, at)


@service
def take_over(*, walk_id: int, by: User, at: datetime) -> PickWalk:
    """Go on with a walk that somebody else began; he is told when his page asks next."""
    _one_at_a_time(by)
    walk = PickWalk.objects.locked().get(pk=walk_id)
    Wave.objects.locked().get(pk=walk.wave_id)
    _leave(PickWalk.objects.filter(picker=by, finished_at__isnull=True).exclude(pk=walk.pk), at)
    return _take(walk, by, at)


def _one_at_a_time(by: User) -> None:
    """A person who asks twice at once, on two screens, is served one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _take(walk: PickWalk, by: User, at: datetime) -> PickWalk:
    walk.picker, walk.started_at, walk.finished_at = by, walk.started_at or at, None
    walk.save(update_fields=["picker", "started_at", "finished_at", "updated_at"])
    _floor.refresh({walk.wave_id}, at=at)
    return walk


def _leave(walks: PickWalkQuerySet, at: datetime) -> None:
    """A walk with something left may be taken by anyone; one without is over."""
    open_ones = set(Pick.objects.to_do().filter(walk__in=walks).values_list("walk_id", flat=True))
    for walk in walks.locked():
        if walk.pk in open_ones:
            walk.picker = walk.started_at = None
        else:
            walk.finished_at = at
        walk.save(update_fields=["picker", "started_at", "finished_at", "updated_at"])
