"""The key of a device, and what it signs."""

import base64
import hashlib
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from demo.player.canonical import canonical


def new_key() -> str:
    """A new key pair, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


def public_key(pem: str) -> str:
    """Its public half: SPKI as base64."""
    key = _load(pem)
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(key.public_key().public_bytes(serialization.Encoding.DER, spki)).decode()


def signed(body: dict[str, Any], pem: str) -> dict[str, Any]:
    """The act with its hash, and the signature over it, as the intake of devices checks them."""
    key = _load(pem)
    digest = hashlib.sha256(canonical(body)).digest()
    r, s = utils.decode_dss_signature(key.sign(digest, ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return {**body, "hash": digest.hex(), "signature": base64.b64encode(raw).decode()}


def _load(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("this is no key of ours")
    return key
