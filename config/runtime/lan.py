"""The second door of the demo, for phones: https on the addresses of this machine's network (HTTPS=1).

The first door stays plain and on loopback. Beside the secure one a small plain one opens that serves nothing
but the authority's certificate and how to trust it: a phone cannot open the secure one before it does.
"""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path

from config.runtime.certificates import Certificates, make_ready
from config.runtime.console import RefusalError
from config.runtime.programs import WEB, Program
from config.runtime.trust_door import TrustDoor

FIRST_PORT, PORTS_TRIED = 8443, 50
NOWHERE = ("192.0.2.1", 9)  # kept for documentation: asks the kernel for its route, sends nothing


@dataclass(slots=True)
class Lan:
    """What is open to phones: the sockets, the certificates, the addresses."""

    addresses: list[str]
    listener: socket.socket
    certificates: Certificates
    trust: TrustDoor = field(init=False)

    def __post_init__(self) -> None:
        self.trust = TrustDoor(self.addresses[0], self.url, self.certificates)

    @property
    def url(self) -> str:
        """Where phones find the product."""
        return f"https://{self.addresses[0]}:{self.listener.getsockname()[1]}/"

    def program(self) -> Program:
        """The web process behind the secure door."""
        tls = (
            "--ssl-certfile",
            str(self.certificates.certificate),
            "--ssl-keyfile",
            str(self.certificates.key),
        )
        number = self.listener.fileno()
        return Program("web-https", (*WEB, *tls, "--fd", str(number)), colour=36, inherited=(number,))

    def variables(self, common: dict[str, str]) -> dict[str, str]:
        """Its environment: secure cookies, and no name but these."""
        hosts = ",".join(["localhost", "127.0.0.1", *self.addresses, *names()])
        return {**common, "SECURE": "1", "HSTS_SECONDS": "0", "ALLOWED_HOSTS": hosts}

    def shared(self) -> dict[str, str]:
        """What every process knows about it."""
        return {
            "PUBLIC_URL": self.url.rstrip("/"),
            "TRUST_URL": self.trust.url,
            "TRUST_FINGERPRINT": self.certificates.fingerprint,
        }


def open_lan(var: Path) -> Lan | None:
    """Open the door where HTTPS=1 asks for it. Raises RefusalError where this machine has no network."""
    if os.environ.get("HTTPS", "").strip() != "1":
        return None
    found = addresses()
    if not found:
        raise RefusalError(
            "HTTPS=1 needs a network that phones are in, and this machine is in none: "
            "join one, or name the address, LAN_ADDRESS=192.168.1.5 make demo HTTPS=1"
        )
    return Lan(found, _listen(), make_ready(var / "tls", found, names()))


def addresses() -> list[str]:
    """This machine's IPv4 addresses that others reach, the default route's first; LAN_ADDRESS wins."""
    named = os.environ.get("LAN_ADDRESS", "").strip()
    if named:
        return [str(IPv4Address(named))]
    found = [_routed()]
    with suppress(OSError):  # a machine may not know its own name
        found += [str(row[4][0]) for row in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    reachable = [one for one in found if one and not IPv4Address(one).is_loopback]
    return list(dict.fromkeys(reachable))


def names() -> list[str]:
    """The name under which networks with mDNS know this machine."""
    host = socket.gethostname().split(".")[0].lower()
    return [f"{host}.local"] if host.replace("-", "").isalnum() and host != "localhost" else []


def _routed() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _listen() -> socket.socket:
    wanted = os.environ.get("HTTPS_PORT", "").strip()
    ports = [int(wanted)] if wanted.isdecimal() else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    for port in ports:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("0.0.0.0", port))  # noqa: S104 - HTTPS=1 asks for exactly that
            listener.listen(512)
        except OSError:
            listener.close()
            continue
        return listener
    raise RefusalError(
        f"The port for https is taken: name a free one, HTTPS_PORT={FIRST_PORT + 100} make demo HTTPS=1"
    )
