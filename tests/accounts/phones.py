"""Phones for tests: each makes a key pair, signs and chains what it sends, as static/device/keys.js does."""

import base64
import hashlib
from datetime import UTC, datetime
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from rest_framework.test import APIClient

from accounts.envelopes import GENESIS, canonical
from accounts.services import pairing
from accounts.states import DeviceScope
from tests.factories import MORNING

COMMANDS = "/api/v1/device/commands/"


class Phone:
    """A paired phone of somebody."""

    def __init__(self, user=None, *, scope="DRIVER", device=None, token=""):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.counter, self.last_hash, self.token = 0, GENESIS, token
        if user is not None:
            device, self.token = pairing.pair_browser(
                user=user,
                scope=DeviceScope(scope),
                public_key=self.public_key,
                label="Test phone",
                at=MORNING,
            )
        self.device = device
        self.client = APIClient()

    @property
    def public_key(self) -> str:
        """SPKI as base64."""
        spki = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(spki).decode()

    @property
    def authorization(self) -> str:
        """The header that signs it in."""
        return f"Device {self.token}"

    def made(self, kind="test.note", payload=None, **facts) -> dict:
        """The next command of the chain; `facts` replace what the phone would have said."""
        self.counter += 1
        at = facts.pop("device_at", datetime(2026, 3, 2, 8, 0, self.counter % 60, tzinfo=UTC))
        envelope = {
            "id": str(uuid4()),
            "counter": self.counter,
            "previous_hash": self.last_hash,
            "kind": kind,
            "subject": "",
            "payload": payload or {},
            "files": [],
            "device_at": at.isoformat() if hasattr(at, "isoformat") else at,
            "clock_offset_ms": 0,
            "monotonic_ms": 1000 * self.counter,
        } | facts
        signed = self.signed(envelope)
        self.last_hash = signed["hash"]
        return signed

    def signed(self, envelope: dict) -> dict:
        """The envelope with its hash and signature."""
        body = {key: value for key, value in envelope.items() if key not in ("hash", "signature")}
        digest = hashlib.sha256(canonical(body)).digest()
        r, s = utils.decode_dss_signature(self.key.sign(digest, ec.ECDSA(hashes.SHA256())))
        signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        return body | {"hash": digest.hex(), "signature": signature}

    def sends(self, *commands):
        """Post the commands; the response."""
        return self.client.post(
            COMMANDS, {"commands": list(commands)}, format="json", HTTP_AUTHORIZATION=self.authorization
        )

    def told(self, *commands) -> list[dict]:
        """Post the commands; the answers."""
        answer = self.sends(*commands)
        assert answer.status_code == 200, answer.content
        return answer.json()["answers"]
