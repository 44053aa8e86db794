"""`python -m benchmarks.pod.verifying [ACTS]`: how fast exported proofs verify, against bare SHA-256.

Makes an archive of so many proofs by one phone, each an act of its own with one picture of 40 kB, and runs
the program that is in the archive on it: with `cryptography`, and with the standard library alone.
"""

import argparse
import base64
import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from pod.extracts import verify_proofs
from pod.extracts.archive import ProofArchive, jsonl

PICTURE_BYTES = 40_000
ROUNDS = 5
AT = "2026-03-02T08:00:00+00:00"


def archive(proofs: int) -> bytes:
    """Everything valid."""
    key = ec.generate_private_key(ec.SECP256R1())
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    made, chain, before = ProofArchive(), [], verify_proofs.GENESIS
    for number in range(1, proofs + 1):
        picture = os.urandom(PICTURE_BYTES)
        name = hashlib.sha256(picture).hexdigest()
        made.add(f"pictures/{name}.jpg", picture, packed=False)
        act = {
            "id": f"act-{number}", "counter": number, "previous_hash": before, "kind": "stop.deliver",
            "subject": f"task-{number}", "files": [name], "device_at": AT, "clock_offset_ms": 0,
            "monotonic_ms": number,
            "payload": {"hand_over": "RECIPIENT", "photos": [name], "east": 24.941025},
        }  # fmt: skip
        digest = hashlib.sha256(verify_proofs.canonical(act).encode()).digest()
        r, s = utils.decode_dss_signature(key.sign(digest, ec.ECDSA(hashes.SHA256())))
        signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        chain.append(act | {"hash": digest.hex(), "signature": signature, "received_at": AT})
        proof = {"kind": "PHOTO", "waived": "", "facts": {}, "pictures": [name]}
        visit = {"number": 1, "outcome": "DELIVERED", "act": act["id"], "task": act["subject"],
                 "occurred_at": AT, "proofs": [proof]}  # fmt: skip
        made.add_json(f"deliveries/{number}.json", {"visits": [visit]})
        before = digest.hex()
    made.add("chains/phone.jsonl", jsonl(iter(chain)))
    device = {"id": "phone", "public_key": base64.b64encode(spki).decode(), "noted_breaks": []}
    made.add_json("devices.json", [device])
    made.close({"heads": {"phone": (proofs, before)}, "absent_pictures": []})
    return made.taken()


def seconds(work) -> float:  # noqa: ANN001 - anything to call
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """The figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proofs", nargs="?", type=int, default=1000)
    proofs = parser.parse_args().proofs
    library = verify_proofs._library
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proofs.zip"
        path.write_bytes(archive(proofs))
        pictures = os.urandom(PICTURE_BYTES)

        def bare() -> None:
            for _ in range(2 * proofs):  # a picture's bytes are hashed for its name and for the manifest
                hashlib.sha256(pictures).digest()

        def verified() -> None:
            found, counts = verify_proofs.verify(path)
            assert (found, counts["visits"]) == ([], proofs)

        with_library = median(seconds(verified) for _ in range(ROUNDS))
        verify_proofs._library = None
        alone = seconds(verified)
        verify_proofs._library = library
        hashing = median(seconds(bare) for _ in range(ROUNDS))
    print(f"{proofs} proofs: {with_library:.2f} s with cryptography, {alone:.2f} s with Python alone,")
    print(f"of which hashing the pictures alone takes {hashing:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
