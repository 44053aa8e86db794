"""The demo's own authority: what phones come to trust, and what it can never vouch for."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.runtime import certificates
from config.runtime.lan import addresses

LAN = "192.168.7.20"


def hear(made, name):
    """Shake hands with a server that has the pair, trusting the authority alone: ok, or the reason."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.certificate, made.key)
    ours, theirs = socket.socketpair()

    def serve():
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    client = ssl.create_default_context(cafile=str(made.ca))
    try:
        client.wrap_socket(ours, server_hostname=name).close()
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    else:
        return "ok"
    finally:
        ours.close()
        thread.join(5)


def test_phones_that_trust_the_authority_reach_the_server_by_each_of_its_names(tmp_path):
    made = certificates.make_ready(tmp_path / "tls", [LAN], ["shelf.local"])
    assert {
        name: hear(made, name) for name in ("localhost", "127.0.0.1", LAN, "shelf.local")
    } == dict.fromkeys(("localhost", "127.0.0.1", LAN, "shelf.local"), "ok")
    assert "mismatch" in hear(made, "192.168.7.21")
    assert "mismatch" in hear(made, "bank.example")


def test_this_machine_s_own_addresses_are_among_them(tmp_path):
    found = addresses()
    made = certificates.make_ready(tmp_path / "tls", found, [])
    assert [hear(made, one) for one in found] == ["ok"] * len(found)


def test_keys_are_readable_by_this_user_only(tmp_path):
    certificates.make_ready(tmp_path / "tls", [LAN], [])
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "tls").iterdir()}
    assert modes == dict.fromkeys(("ca.crt", "ca.key", "server.crt", "server.key"), "0o600")
    assert oct((tmp_path / "tls").stat().st_mode & 0o777) == "0o700"


def test_a_later_start_keeps_them_and_another_address_needs_no_new_trust(tmp_path):
    first = certificates.make_ready(tmp_path / "tls", [LAN], [])
    pair = first.certificate.read_bytes()
    again = certificates.make_ready(tmp_path / "tls", [LAN], [])
    assert (again.fingerprint, again.certificate.read_bytes()) == (first.fingerprint, pair)
    moved = certificates.make_ready(tmp_path / "tls", ["10.1.2.3"], [])
    assert (moved.fingerprint, hear(moved, "10.1.2.3")) == (first.fingerprint, "ok")


def test_an_address_outside_of_every_private_network_needs_a_new_authority(tmp_path):
    first = certificates.make_ready(tmp_path / "tls", [LAN], [])
    other = certificates.make_ready(tmp_path / "tls", ["198.51.100.9"], [])
    assert other.fingerprint != first.fingerprint
    assert hear(other, "198.51.100.9") == "ok"


@pytest.mark.parametrize(("addresses_", "names"), [(["93.184.216.34"], []), ([LAN], ["bank.example"])])
def test_who_steals_its_key_cannot_pose_as_anybody_outside(tmp_path, addresses_, names):
    made = certificates.make_ready(tmp_path / "tls", [LAN], [])
    ca = x509.load_pem_x509_certificate(made.ca.read_bytes())
    ca_key = serialization.load_pem_private_key((tmp_path / "tls/ca.key").read_bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    forged = certificates._server_certificate(key, ca, ca_key, addresses_, names, datetime.now(UTC))
    made.certificate.write_bytes(forged)
    made.key.write_bytes(certificates._private(key))
    assert "permitted subtree violation" in hear(made, (names or addresses_)[0])


def test_a_certificate_that_ends_soon_is_made_again_under_the_same_authority(tmp_path):
    long_ago = datetime.now(UTC) - timedelta(days=380)
    old = certificates.make_ready(tmp_path / "tls", [LAN], [], now=long_ago)
    pair = old.certificate.read_bytes()
    new = certificates.make_ready(tmp_path / "tls", [LAN], [])
    assert (new.fingerprint, new.certificate.read_bytes() != pair) == (old.fingerprint, True)
    assert hear(new, LAN) == "ok"
