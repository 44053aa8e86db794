"""The demo's own certificate authority, so that phones of the same network reach it over https.

Its key never leaves the data folder, and it can vouch for machines of this network only: the name constraints
in its certificate say so to every browser.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_LIVES = timedelta(days=3650)
SERVER_LIVES = timedelta(days=397)  # longer ones are refused by phones
RENEWED_BEFORE = timedelta(days=30)
PRIVATE = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files of one installation: the authority that phones are asked to trust, and the server's pair."""

    ca: Path
    certificate: Path
    key: Path
    fingerprint: str


def make_ready(
    folder: Path, addresses: list[str], names: list[str], now: datetime | None = None
) -> Certificates:
    """Make what is missing: the authority once, the server's pair for these addresses and for `localhost`.

    Keys are readable by this user only. An authority that may not vouch for an address is made again: phones
    must then trust the new one.
    """
    at = now or datetime.now(UTC)
    folder.mkdir(mode=0o700, exist_ok=True)
    ca, ca_key = _authority(folder, addresses, at)
    paths = (folder / "server.crt", folder / "server.key")
    if not _still_serves(paths[0], ca, addresses, names, at):
        key = ec.generate_private_key(ec.SECP256R1())
        _write(paths[1], _private(key))
        _write(paths[0], _server_certificate(key, ca, ca_key, addresses, names, at))
    fingerprint = ca.fingerprint(hashes.SHA256()).hex(":").upper()
    return Certificates(folder / "ca.crt", *paths, fingerprint)


def _authority(
    folder: Path, addresses: list[str], at: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    paths = (folder / "ca.crt", folder / "ca.key")
    if all(path.exists() for path in paths):
        ca = x509.load_pem_x509_certificate(paths[0].read_bytes())
        key = serialization.load_pem_private_key(paths[1].read_bytes(), None)
        is_young = ca.not_valid_after_utc - RENEWED_BEFORE > at
        if isinstance(key, ec.EllipticCurvePrivateKey) and is_young and _may_vouch(ca, addresses):
            return ca, key
    made = ec.generate_private_key(ec.SECP256R1())
    ca = _ca_certificate(made, addresses, at)
    _write(paths[1], _private(made))
    _write(paths[0], ca.public_bytes(serialization.Encoding.PEM))
    return ca, made


def _ca_certificate(key: ec.EllipticCurvePrivateKey, addresses: list[str], at: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Waybill demo"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Waybill demo {at:%Y-%m-%d}"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        _builder(name, name, key, at, CA_LIVES)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(_this_network(addresses), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server_certificate(
    key: ec.EllipticCurvePrivateKey,
    ca: x509.Certificate,
    ca_key: ec.EllipticCurvePrivateKey,
    addresses: list[str],
    names: list[str],
    at: datetime,
) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Waybill demo server")])
    made = (
        _builder(subject, ca.subject, key, at, min(SERVER_LIVES, ca.not_valid_after_utc - at))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(_wanted(addresses, names)), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM) + ca.public_bytes(serialization.Encoding.PEM)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, lives: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))  # a phone's clock may be behind
        .not_valid_after(at + lives)
    )


def _wanted(addresses: list[str], names: list[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = [x509.DNSName(name) for name in ("localhost", *names)]
    return [*found, *(x509.IPAddress(ip_address(one)) for one in ("127.0.0.1", *addresses))]


def _this_network(addresses: list[str]) -> list[x509.GeneralName]:
    own = [IPv4Network(f"{one}/32") for one in addresses if not _is_private(one)]
    networks: list[x509.GeneralName] = [x509.IPAddress(one) for one in (*map(IPv4Network, PRIVATE), *own)]
    return [*networks, x509.DNSName("localhost"), x509.DNSName("local")]


def _is_private(address: str) -> bool:
    return any(IPv4Address(address) in IPv4Network(network) for network in PRIVATE)


def _may_vouch(ca: x509.Certificate, addresses: list[str]) -> bool:
    permitted = ca.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    networks = [IPv4Network(str(one.value)) for one in permitted if isinstance(one, x509.IPAddress)]
    return all(any(IPv4Address(one) in network for network in networks) for one in addresses)


def _still_serves(
    path: Path, ca: x509.Certificate, addresses: list[str], names: list[str], at: datetime
) -> bool:
    if not path.exists() or not path.with_suffix(".key").exists():
        return False
    served = x509.load_pem_x509_certificate(path.read_bytes())
    said = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_ours = served.issuer == ca.subject and set(said) == set(_wanted(addresses, names))
    try:
        served.verify_directly_issued_by(ca)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return False
    return is_ours and served.not_valid_after_utc - RENEWED_BEFORE > at


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
