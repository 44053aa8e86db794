"""Exporting proofs as one archive that anybody can verify offline; who exported what is written down."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from mimetypes import guess_extension

from accounts.models import DeviceFile, User
from accounts.services import device_files
from accounts.states import FileStatus
from core import public_events
from core.errors import NotFoundError
from core.public_events import Happening
from core.transactions import service
from lastmile.models import Delivery
from pod.extracts.archive import ProofArchive, jsonl
from pod.queries.exporting import Evidence, chain_of, evidence_of, noted_breaks

WHOLE = ("order__site", "address")


@service
def begin_export(*, delivery_ids: Sequence[int], by: User | None, at: datetime) -> Evidence:
    """Read the evidence in one go and write down who takes it along."""
    found = Delivery.objects.filter(pk__in=delivery_ids).select_related(*WHOLE).order_by("pk")
    deliveries = list(found.locked())
    public_events.record(
        [
            Happening(
                type="delivery.proofs_exported",
                subject_type="delivery",
                subject_id=one.public_id,
                scope=one.order.site.code,
            )
            for one in deliveries
        ],
        at=at,
        by=by,
    )
    return evidence_of(deliveries)


def archive_of(evidence: Evidence, *, about: dict[str, str]) -> Iterator[bytes]:
    """The archive, piece by piece. A picture that is gone or was changed is listed as absent."""
    archive, absent, ends = ProofArchive(), list(evidence.absent), {}
    noted = noted_breaks(evidence)
    archive.add_json(
        "devices.json",
        [
            {
                "id": str(one.public_id),
                "label": one.label,
                "public_key": one.public_key,
                "paired_at": one.paired_at.isoformat(),
                "noted_breaks": noted.get(one.pk, []),
            }
            for one in evidence.devices
        ],
    )
    for device in evidence.devices:
        rows = list(chain_of(evidence, device))
        archive.add(f"chains/{device.public_id}.jsonl", jsonl(iter(rows)))
        ends[str(device.public_id)] = (rows[-1]["counter"], rows[-1]["hash"])
        yield archive.taken()
    for public_id, said in evidence.deliveries:
        archive.add_json(f"deliveries/{public_id}.json", said)
    yield archive.taken()
    types = dict(
        DeviceFile.objects.filter(sha256__in=evidence.pictures, status=FileStatus.KEPT).values_list(
            "sha256", "media_type"
        )
    )
    for sha256 in evidence.pictures:
        try:
            with device_files.open_kept(sha256=sha256) as stream:
                suffix = guess_extension(types.get(sha256, "")) or ""
                archive.add(f"pictures/{sha256}{suffix}", stream.read(), packed=False)
        except NotFoundError:
            absent.append(sha256)
        yield archive.taken()
    archive.close(about | {"heads": ends, "absent_pictures": absent})
    yield archive.taken()
