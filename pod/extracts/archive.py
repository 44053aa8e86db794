"""Writing an archive of proofs as a stream: nothing larger than one picture is in memory."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMAT = "waybill-proofs/1"
VERIFIER = Path(__file__).with_name("verify_proofs.py")
EPOCH = (1980, 1, 1, 0, 0, 0)


class ProofArchive:
    """Members are added one by one; `taken` hands out the bytes written so far."""

    def __init__(self) -> None:
        """An empty one."""
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._digests: dict[str, str] = {}

    def add(self, name: str, content: bytes, *, packed: bool = True) -> None:
        """A member; `packed` is False for what is compressed already."""
        about = zipfile.ZipInfo(name, EPOCH)
        about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        about.external_attr = 0o644 << 16
        self._zip.writestr(about, content)
        self._digests[name] = hashlib.sha256(content).hexdigest()

    def add_json(self, name: str, value: object) -> None:
        """A member that says a value."""
        self.add(name, json.dumps(value, ensure_ascii=False, indent=1).encode())

    def taken(self) -> bytes:
        """What was written since the last time."""
        return self._sink.taken()

    def close(self, about: dict[str, Any]) -> str:
        """Add the verifier, the manifest and its seal; the seal, to be given apart from the archive."""
        self.add("verify_proofs.py", VERIFIER.read_bytes())
        manifest = {"format": FORMAT, **about, "members": dict(self._digests)}
        self.add_json("manifest.json", manifest)
        seal = self._digests["manifest.json"]
        self.add("seal.txt", f"{seal}\n".encode())
        self._zip.close()
        return seal


class _Sink(io.RawIOBase):
    """A file that cannot be rewound: what is written is handed on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:  # noqa: ANN401 - whatever has bytes
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        found, self._pieces = b"".join(self._pieces), []
        return found


def jsonl(rows: Iterator[dict[str, Any]]) -> bytes:
    """One value a line."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
