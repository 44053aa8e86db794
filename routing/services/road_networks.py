"""Which road network is in use: beginning one, putting it to use, going back, forgetting old ones."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.transactions import service
from routing.errors import NoEarlierRoadsError
from routing.extracts.pointer import Active, read_active, write_active
from routing.extracts.survey import Survey
from routing.models import RoadNetwork
from routing.states import NetworkStatus


@service
def begin(*, name: str, source: Path, licence: str, survey: Survey, at: datetime) -> RoadNetwork:
    """Write the row of a network that is about to be built."""
    return RoadNetwork.objects.create(
        name=name,
        folder=f"{at:%Y%m%d-%H%M%S-%f}-{survey.sha256[:8]}",
        source=source.name,
        sha256=survey.sha256,
        size_bytes=survey.size,
        dated=survey.dated,
        licence=licence,
        west=survey.west,
        south=survey.south,
        east=survey.east,
        north=survey.north,
        counts={"road ways": survey.road_ways, "road nodes": survey.road_nodes},
    )


@service
def put_to_use(
    *, network_id: int, counts: dict[str, int], seconds: dict[str, int], at: datetime
) -> RoadNetwork:
    """A network that was built and checked is used from now on; the one before is kept to go back to."""
    rows = list(RoadNetwork.objects.locked().filter(Q(pk=network_id) | Q(is_active=True)))
    network = next(row for row in rows if row.pk == network_id)
    before = next((row for row in rows if row.is_active), None)
    network.become(NetworkStatus.READY)
    network.ready_at = at
    network.counts = {**network.counts, **counts}
    network.seconds = seconds
    _change(network, before)
    return network


@service
def go_back() -> RoadNetwork:
    """Use the network that was in use before. Going back again returns to the newer one.

    Raises NoEarlierRoadsError.
    """
    active = RoadNetwork.objects.locked().filter(is_active=True).first()
    earlier = active.previous if active else None
    if active is None or earlier is None or not earlier.path.is_dir():
        raise NoEarlierRoadsError(_("There are no earlier roads to go back to."))
    _change(RoadNetwork.objects.locked().get(pk=earlier.pk), active)
    return RoadNetwork.objects.get(pk=earlier.pk)


@service
def add_hierarchies(*, network_id: int, seconds: int) -> None:
    """The slow half of the graph is ready too."""
    network = RoadNetwork.objects.locked().get(pk=network_id)
    network.has_hierarchies = True
    network.seconds = {**network.seconds, "hierarchies": seconds}
    network.save(update_fields=["has_hierarchies", "seconds", "updated_at"])
    transaction.on_commit(heal_pointer)


@service
def give_up(*, network_id: int, error: str) -> None:
    """The build failed: keep the reason, drop the files and the names."""
    network = RoadNetwork.objects.locked().get(pk=network_id)
    network.become(NetworkStatus.FAILED)
    network.error = error or "interrupted"
    network.save(update_fields=["status", "error", "updated_at"])
    network.streets.all().delete()
    network.places.all().delete()
    path = network.path
    transaction.on_commit(lambda: shutil.rmtree(path, ignore_errors=True))


@service
def forget_old() -> None:
    """Keep the network in use and the one before it; remove all others, and folders that belong to none.

    Called by who holds the builder's lock: a network that is being built then is one whose builder died.
    """
    active = RoadNetwork.objects.active()
    kept = [key for key in (active.pk, active.previous_id) if key] if active else []
    RoadNetwork.objects.exclude(pk__in=kept).delete()
    folders = set(RoadNetwork.objects.values_list("folder", flat=True))
    below = Path(settings.ROADS_DIR) / "networks"
    leftovers = [path for path in below.glob("*") if path.name not in folders]
    transaction.on_commit(lambda: [shutil.rmtree(path, ignore_errors=True) for path in leftovers])


def heal_pointer() -> None:
    """Make the road server's pointer agree with the database, which is the truth."""
    network = RoadNetwork.objects.active()
    active = None
    if network:
        active = Active(network.pk, network.name, network.folder, network.has_hierarchies)
    if read_active(Path(settings.ROADS_DIR)) != active:
        write_active(Path(settings.ROADS_DIR), active)


def _change(network: RoadNetwork, before: RoadNetwork | None) -> None:
    if before is not None and before.pk != network.pk:
        before.is_active = False
        before.save(update_fields=["is_active", "updated_at"])
        network.previous = before
    network.is_active = True
    network.save()
    transaction.on_commit(heal_pointer)
