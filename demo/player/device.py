"""A paired device: its key, its chain of signed acts, and what it keeps so that a restart goes on."""

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from demo.player.keys import new_key, public_key, signed
from demo.player.transport import Answer, RefusedError, Transport

GENESIS = "0" * 64
LOOK_AGAIN_SECONDS = 1.0
UNAUTHORIZED = 401


class RejectedError(Exception):
    """An act was refused for good; the reason is the server's."""

    def __init__(self, kind: str, error: dict[str, Any]) -> None:
        super().__init__(f"{kind}: {error.get('code', '')} {error.get('message', '')}")
        self.code = str(error.get("code", ""))


class Device:
    """One phone or scanner. Its file is written before an act is sent: nothing is ever told twice."""

    def __init__(self, transport: Transport, file: Path, *, name: str) -> None:
        self.transport, self.file, self.name = transport, file, name
        self.offset = timedelta()
        self._state: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}

    def pair(self, code: str) -> None:
        """Use the code, unless this device is still paired; then send what a stop left unsent."""
        if not self._is_known():
            self._state = {"key": new_key(), "counter": 0, "head": GENESIS}
            said = {
                "code": code,
                "public_key": public_key(self._state["key"]),
                "label": f"Played: {self.name}",
            }
            got = self.transport.call("POST", "/api/v1/device/pair/", said).json
            self._state |= {"token": got["token"], "device": got["device"]["id"]}
            self._keep()
        if "unsent" in self._state:
            self._send(self._state["unsent"])

    def _is_known(self) -> bool:
        """Whether the server still knows this device: a new installation does not."""
        if "token" not in self._state:
            return False
        try:
            self.get("/api/v1/device/me/")
        except RefusedError as refused:
            if refused.status == UNAUTHORIZED:
                return False
            raise
        return True

    @property
    def id(self) -> str:
        """How the server names it."""
        return str(self._state["device"])

    def get(self, path: str, **headers: str) -> Answer:
        """Read something as this device."""
        sent = {"Authorization": f"Device {self._state['token']}", **headers}
        return self.transport.call("GET", path, headers=sent)

    def post(self, path: str, said: object) -> Answer:
        """Tell something that is no act, like positions."""
        return self.transport.call("POST", path, said, headers=self._signed_in)

    def act(
        self,
        kind: str,
        subject: str = "",
        payload: dict[str, Any] | None = None,
        *,
        files: tuple[bytes, ...] = (),
    ) -> dict[str, Any]:
        """Sign an act, send it with its files, and return what came of it. Raises RejectedError."""
        names = [hashlib.sha256(one).hexdigest() for one in files]
        for name, content in zip(names, files, strict=True):
            path = f"/api/v1/device/files/{name}/"
            self.transport.call("PUT", path, raw=content, headers=self._signed_in)
        envelope = signed({
            "id": str(uuid4()),
            "counter": self._state["counter"] + 1,
            "previous_hash": self._state["head"],
            "kind": kind,
            "subject": subject,
            "payload": payload or {},
            "files": names,
            "device_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "clock_offset_ms": round(self.offset.total_seconds() * 1000),
            "monotonic_ms": time.monotonic_ns() // 1_000_000,
        }, self._state["key"])  # fmt: skip
        self._state |= {"counter": envelope["counter"], "head": envelope["hash"], "unsent": envelope}
        self._keep()
        answer = self._send(envelope)
        if answer["status"] == "rejected":
            raise RejectedError(kind, answer["error"])
        return dict(answer["result"])

    def _send(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """Until it is applied or rejected; then it is not kept any more."""
        while True:
            got = self.transport.call(
                "POST", "/api/v1/device/commands/", {"commands": [envelope]}, headers=self._signed_in
            ).json
            self.offset = datetime.fromisoformat(got["server_time"]) - datetime.now(UTC)
            answer: dict[str, Any] = got["answers"][0]
            if answer["status"] != "waiting":
                break
            self.transport.pause(LOOK_AGAIN_SECONDS)
        self._state.pop("unsent", None)
        self._keep()
        return answer

    @property
    def _signed_in(self) -> dict[str, str]:
        return {"Authorization": f"Device {self._state['token']}"}

    def _keep(self) -> None:
        """Whole or not at all, and for nobody else to read."""
        beside = self.file.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_text(json.dumps(self._state))
        beside.replace(self.file)
