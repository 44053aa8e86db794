"""The first half of every command, under the interpreter that was found: checks, the page, the environment.

`scripts/bootstrap.py environment` makes the virtual environment; `... demo` goes on to start the product,
in the
environment's own interpreter, with the page, its socket and the lock handed over; `... demo-reset`
removes the data.
"""

import os
import signal
import socket
from types import FrameType

from config.runtime import environment, handover, ports
from config.runtime.console import STARTED_AT, RefusalError, say, write
from config.runtime.places import (
    BASE,
    LATER_RUN_NEEDS,
    RunningLock,
    refuse_while_running,
    require_room,
    var_folder,
)
from config.runtime.preparation import Preparation, PreparationPage
from config.runtime.resetting import remove_data
from config.runtime.steps import DEMO_STEPS, PACKAGES

STOPPED_BY_CTRL_C = 130


def main(arguments: list[str]) -> int:
    """Do the command that is named. Returns the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)  # also when a script started us in the background, with SIGINT ignored
    try:
        COMMANDS[arguments[0]]()
    except RefusalError as refusal:
        write(str(refusal))
        return 1
    except KeyboardInterrupt:
        write("")
        say("Stopped")
        return STOPPED_BY_CTRL_C
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _environment() -> None:
    if environment.is_ready():
        return
    preparation = Preparation.of(PACKAGES)
    with preparation.step(PACKAGES):
        environment.make_ready(preparation.note)


def _demo_reset() -> None:
    var = var_folder()
    refuse_while_running(var)
    remove_data(var)
    say(f"The demo's data is gone from {var}; make demo makes it afresh")


def _demo() -> None:
    var = var_folder()
    require_room(var, needed_bytes=LATER_RUN_NEEDS)
    lock = RunningLock.take(var)
    listener = ports.listen()
    url = f"http://{ports.HOST}:{listener.getsockname()[1]}/"
    lock.tell(url=url)
    preparation = Preparation.of(*DEMO_STEPS)
    page = PreparationPage(listener, preparation)
    say(f"Waybill is being prepared. Watch it at {url}")
    if environment.is_ready():
        preparation.done_before(PACKAGES)
    else:
        with preparation.step(PACKAGES):
            environment.make_ready(preparation.note)
    page.close()
    _go_on(listener, lock, preparation)


def _go_on(listener: socket.socket, lock: RunningLock, preparation: Preparation) -> None:
    """Become the supervisor: same process, the environment's interpreter. The socket's queue keeps who
    asks meanwhile.
    """
    python = str(environment.venv_python())
    sent = handover.send(listener, lock, preparation)
    os.chdir(BASE)
    os.execve(  # noqa: S606 - no shell wanted
        python,
        [python, "-m", "config.runtime"],
        {**os.environ, "WAYBILL_HANDOVER": sent, "WAYBILL_STARTED_AT": str(STARTED_AT)},
    )


COMMANDS = {"environment": _environment, "demo": _demo, "demo-reset": _demo_reset}
