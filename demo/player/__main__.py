"""`python -m demo.player --base-url URL --codes FILE`: play the people whose pairing codes stand in the file.

FILE is a JSON list of {"code", "role": "driver" | "picker" | "loader", "name", "seed"}. What their devices
know is kept in a folder beside it, so that a restart goes on where it was. SIGTERM ends it at once.
"""

import argparse
import json
import re
import signal
import sys
import time
import traceback
from pathlib import Path
from threading import Event, Thread
from typing import Any

from demo.player.clock import Clock
from demo.player.device import Device, RejectedError
from demo.player.driver import Driver
from demo.player.loader import Loader
from demo.player.person import Person, Say
from demo.player.picker import Picker
from demo.player.script import Script
from demo.player.transport import RefusedError, StoppedError, Transport

UNAUTHORIZED = 401
AFTER_TROUBLE_SECONDS = 30.0
LEAVES_WITHIN_SECONDS = 1.5


def main(arguments: list[str] | None = None) -> int:
    """Play until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="demo.player", description=__doc__)
    parser.add_argument("--base-url", required=True, help="http://127.0.0.1:8000")
    parser.add_argument("--codes", required=True, type=Path)
    parser.add_argument("--speed", type=float, default=1.0, help="times as fast as real time")
    parser.add_argument("--trouble", type=float, default=1.0, help="times as often; 0: all goes well")
    asked = parser.parse_args(arguments)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    folder = asked.codes.with_suffix(".devices")
    folder.mkdir(mode=0o700, exist_ok=True)
    cast = json.loads(asked.codes.read_text())
    threads = [
        Thread(target=play, args=(one, asked, folder, stop), name=one["name"], daemon=True) for one in cast
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    deadline = time.monotonic() + LEAVES_WITHIN_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return 0


def play(one: dict[str, Any], asked: argparse.Namespace, folder: Path, stop: Event) -> None:
    """One person, step by step, until the play is over or the device is ended."""
    say = _voice(one["name"])
    transport = Transport(asked.base_url, stop)
    clock = Clock(transport, speed=asked.speed)
    file = folder / f"{one['role']}-{re.sub(r'[^a-z0-9]+', '-', one['name'].lower()).strip('-')}.json"
    try:
        device = Device(transport, file, name=one["name"])
        device.pair(one["code"])
        say("is at work")
        person = _person(one, device, clock, say, Script(one["seed"], trouble=asked.trouble))
        while True:
            _step(person, clock, say)
    except StoppedError:
        pass
    except RefusedError as refused:
        say(f"goes home: {refused}")
    finally:
        transport.close()


def _step(person: Person, clock: Clock, say: Say) -> None:
    """One step, whatever comes: only a device that was ended ends the play of its person."""
    try:
        if not person.step():
            clock.pause(person.idle_seconds)
    except RejectedError as rejected:
        say(f"was refused: {rejected}")
        clock.pause(AFTER_TROUBLE_SECONDS)
    except RefusedError as refused:
        if refused.status == UNAUTHORIZED:
            raise
        say(f"got no further: {refused}")
        clock.pause(AFTER_TROUBLE_SECONDS)
    except (LookupError, TypeError, ValueError):
        say(f"is at a loss: {traceback.format_exc(limit=-2).splitlines()[-3:]}")
        clock.pause(AFTER_TROUBLE_SECONDS)


def _person(one: dict[str, Any], device: Device, clock: Clock, say: Say, script: Script) -> Person:
    if one["role"] == "driver":
        return Driver(device, clock=clock, say=say, script=script)
    kinds: dict[str, type[Person]] = {"picker": Picker, "loader": Loader}
    return kinds[one["role"]](device, pause=clock.pause, say=say)


def _voice(name: str) -> Say:
    def say(line: str) -> None:
        sys.stdout.write(f"player: {name} {line}\n")
        sys.stdout.flush()

    return say


if __name__ == "__main__":
    sys.exit(main())
