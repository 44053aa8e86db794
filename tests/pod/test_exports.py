"""An archive of proofs verifies without the product, and what is changed in it is found with its place."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import PublicEvent
from lastmile.models import Delivery
from pod.extracts import verify_proofs
from pod.extracts.archive import VERIFIER
from tests import factories
from tests.architecture.sources import ROOT
from tests.pod.test_proofs_page import delivered, photo, sent, signed_in, tampered
from wms.services import places

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(phone, road, bo, tmp_path) -> Path:
    """Of the first of two deliveries by one phone, between other acts of it."""
    delivered(phone, road, 2)
    phone.told(phone.made("route.acknowledge", {"revision": 0}, subject=str(road.route.public_id)))
    delivered(phone, road, photos=[sent(phone, photo())])
    return fetched(bo, road, tmp_path)


def fetched(person, road, folder) -> Path:
    address = f"/proofs/{road.deliveries[0].public_id}/export/"
    answer = signed_in(person, road).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    path = folder / "proofs.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def members_of(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def written(members, path) -> Path:
    """An archive of these members, as somebody would pack it who changed something."""
    with zipfile.ZipFile(path, "w") as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return path


def resealed(members) -> dict[str, bytes]:
    """Manifest and seal made to fit again, as a forger would."""
    from hashlib import sha256

    rest = {name: content for name, content in members.items() if name not in ("manifest.json", "seal.txt")}
    manifest = json.loads(members["manifest.json"])
    manifest["members"] = {name: sha256(content).hexdigest() for name, content in rest.items()}
    said = json.dumps(manifest).encode()
    return rest | {"manifest.json": said, "seal.txt": sha256(said).hexdigest().encode()}


def places_of(path, **asked):
    return [place for place, _sentence in verify_proofs.verify(path, **asked)[0]]


def test_the_archive_verifies_by_the_program_in_it_alone(archive, tmp_path):
    members = members_of(archive)
    assert members["verify_proofs.py"] == VERIFIER.read_bytes()
    program = tmp_path / "alone" / "verify_proofs.py"
    program.parent.mkdir()
    program.write_bytes(members["verify_proofs.py"])
    ran = subprocess.run(
        [sys.executable, "-I", "-S", program, archive], capture_output=True, text=True, cwd=program.parent,
        env={}, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-2:] == [
        "1 deliveries, 1 visits, 3 acts, 2 sealed, 1 pictures",
        "GENUINE",
    ]


def test_what_belongs_to_others_is_sealed_and_the_export_is_written_down(archive, road, bo):
    said = b"".join(members_of(archive).values()).decode("utf-8", "replace")
    other = road.deliveries[1]
    for secret in (str(other.public_id), other.order.external_id, str(road.task(2).public_id)):
        assert secret not in said
    line = PublicEvent.objects.get(type="delivery.proofs_exported")
    assert (line.subject_id, line.actor) == (road.deliveries[0].public_id, bo.actor_name)


def test_every_flipped_byte_is_found_in_its_place(archive, tmp_path):
    members, chance = members_of(archive), random.Random(20260301)
    for _round in range(300):
        name = chance.choice(sorted(members))
        content = bytearray(members[name])
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        changed = written(members | {name: bytes(content)}, tmp_path / "changed.zip")
        try:
            found = places_of(changed)
        except (ValueError, KeyError, TypeError, AttributeError):  # nothing can be read: a clear no as well
            found = ["manifest.json"]
        at = "manifest.json" if name == "seal.txt" else name
        assert any(place.startswith(at) for place in found) or name == "seal.txt", (name, found)
        assert found or bytes(content).strip() == members[name].strip()


SIGNED = ("payload", "device_at", "kind", "subject", "counter", "previous_hash", "hash", "signature", "files")


@pytest.mark.parametrize("field", SIGNED)
def test_a_forger_who_reseals_is_found_by_the_phones_signature(archive, tmp_path, field):
    members = members_of(archive)
    name = next(name for name in members if name.startswith("chains/"))
    lines = members[name].splitlines()
    act = json.loads(lines[2])
    act[field] = {"payload": {"hand_over": "RECIPIENT"}, "counter": 4, "files": []}.get(field) or (
        "2026-03-02T08:00:00+00:00" if field == "device_at" else "ab" * 32
    )
    members[name] = b"\n".join([*lines[:2], json.dumps(act).encode()]) + b"\n"
    found = places_of(written(resealed(members), tmp_path / "forged.zip"))
    assert any(place.startswith((f"{name} line 3", "deliveries/")) for place in found), found


def test_deleted_reordered_and_inserted_acts_are_found_in_their_place(archive, tmp_path):
    members = members_of(archive)
    name = next(name for name in members if name.startswith("chains/"))
    one, two, three = members[name].splitlines(keepends=True)
    for lines, place in (
        ((one, three), "line 2"),
        ((two, three), "line 1"),
        ((two, one, three), "line 1"),
        ((one, two, two, three), "line 3"),
        ((one, two), ""),
    ):
        forged = written(resealed(members | {name: b"".join(lines)}), tmp_path / "forged.zip")
        found = places_of(forged)
        assert any(one.startswith(f"{name} {place}".strip()) for one in found), (lines, found)


def test_what_is_said_of_a_visit_must_be_what_the_phone_signed(archive, tmp_path):
    members = members_of(archive)
    name = next(name for name in members if name.startswith("deliveries/"))

    def forged(change):
        said = json.loads(members[name])
        change(said["visits"][0])
        return places_of(written(resealed(members | {name: json.dumps(said).encode()}), tmp_path / "f.zip"))

    assert forged(lambda visit: None) == []
    for change in (
        lambda visit: visit["proofs"][-1]["facts"].update(name="Somebody"),
        lambda visit: visit.update(occurred_at="2026-03-02T09:00:00+00:00"),
        lambda visit: visit.update(outcome="FAILED"),
        lambda visit: visit.update(act="0" * 32),
        lambda visit: visit["proofs"][0].update(pictures=["ab" * 32]),
    ):
        assert any(place.startswith(f"{name} visit 1") for place in forged(change))


def test_another_key_another_seal_and_a_known_head_give_a_clear_no(archive, phone, tmp_path):
    members = members_of(archive)
    devices = json.loads(members["devices.json"])
    from tests.accounts.phones import Phone

    devices[0]["public_key"] = Phone().public_key
    swapped = written(resealed(members | {"devices.json": json.dumps(devices).encode()}), tmp_path / "k.zip")
    assert len([place for place in places_of(swapped) if "chains/" in place]) == 3
    assert places_of(archive, seal="0" * 64) == ["manifest.json"]
    seal = members["seal.txt"].decode().strip()
    assert places_of(archive, seal=seal) == []
    head = f"{devices[0]['id']}:3:{phone.last_hash}"
    assert places_of(archive, heads=[head]) == []
    assert len(places_of(archive, heads=[head.replace(":3:", ":4:")])) == 1
    (tmp_path / "no.zip").write_bytes(b"no archive")
    assert verify_proofs.main([str(tmp_path / "no.zip")]) == 2


def test_the_program_writes_json_and_checks_signatures_as_the_phones_do(phone):
    vectors = json.loads((ROOT / "tests/js/canonical.json").read_text())
    for one in vectors:
        assert verify_proofs.canonical(one["value"]) == one["canonical"]
    act, key = phone.made(), verify_proofs.load_key(phone.public_key)
    for check in (verify_proofs._library, verify_proofs._is_signed_slowly):
        verify_proofs._library, kept = (
            (check if check is not verify_proofs._is_signed_slowly else None),
            (verify_proofs._library),
        )
        try:
            assert verify_proofs.is_signed(act["hash"], act["signature"], key)
            assert not verify_proofs.is_signed("0" * 64, act["signature"], key)
            assert not verify_proofs.is_signed(act["hash"], phone.made()["signature"], key)
        finally:
            verify_proofs._library = kept


@pytest.mark.parametrize("role", ["warehouse lead", "driver", "picker"])
def test_who_may_not_take_proofs_along_gets_nothing(road, role):
    client = signed_in(factories.user("mia", role=role), road)
    for address in (
        f"{road.deliveries[0].public_id}/export/",
        f"route/{road.route.public_id}/export/",
        f"day/{road.site.code}/2026-03-02/export/",
    ):
        assert client.get(f"/proofs/{address}").status_code == 403
    assert not PublicEvent.objects.filter(type="delivery.proofs_exported").exists()


def test_a_route_and_a_day_are_taken_along_from_the_page_and_by_command(phone, road, bo, tmp_path):
    delivered(phone, road)
    delivered(phone, road, 2)
    client = signed_in(bo, road)
    page = client.get("/proofs/", {"day": "2026-03-02", "site": road.site.code}).content.decode()
    route, day = (
        f"/proofs/route/{road.route.public_id}/export/",
        f"/proofs/day/{road.site.code}/2026-03-02/export/",
    )
    assert "2 of 2" in page
    for number, address in enumerate((route, day)):
        assert address in page
        path = tmp_path / f"{number}.zip"
        path.write_bytes(b"".join(client.get(address).streaming_content))
        found, counts = verify_proofs.verify(path)
        assert (found, counts["deliveries"], counts["sealed"]) == ([], 2, 0)
    call_command(
        "export_proofs", "--site", road.site.code, "--day", "2026-03-02", "--to", str(tmp_path / "c.zip"),
        stdout=io.StringIO(),
    )  # fmt: skip
    assert verify_proofs.verify(tmp_path / "c.zip")[1]["visits"] == 2
    assert client.get("/proofs/day/nowhere/2026-03-02/export/").status_code == 404
    assert client.get(f"/proofs/day/{road.site.code}/2026-13-77/export/").status_code == 404
    assert client.get("/proofs/", {"day": "2026-02-30"}).status_code == 200
    una = factories.user("una", role="dispatcher")
    assert signed_in(una).get(route).status_code == 404


def test_all_chains_are_checked_by_command(phone, road):
    first = delivered(phone, road)
    said = io.StringIO()
    call_command("check_chains", stdout=said)
    assert "1 chains are whole" in said.getvalue()
    tampered("UPDATE accounts_devicecommand SET hash = %s WHERE id = %s", "0" * 64, first["id"])
    with pytest.raises(CommandError) as broken:
        call_command("check_chains", stdout=said)
    assert broken.value.returncode == 1
    assert f"{phone.device.public_id} 1 changed" in said.getvalue()
    tampered("UPDATE accounts_devicecommand SET hash = %s WHERE id = %s", first["hash"], first["id"])
    assert Delivery.objects.count() == 2
    assert places.grant_access
