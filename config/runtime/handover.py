"""What the first half of a start gives the second: the listening socket, the lock, and the list of steps."""

import json
import os
import socket
from dataclasses import dataclass

from config.runtime import ports
from config.runtime.places import RunningLock, var_folder
from config.runtime.preparation import Preparation
from config.runtime.steps import DEMO_STEPS


@dataclass(frozen=True)
class Handover:
    """The listener, the lock and the steps."""

    listener: socket.socket
    lock: RunningLock
    preparation: Preparation

    @property
    def url(self) -> str:
        """The address that people type."""
        return f"http://{ports.HOST}:{self.listener.getsockname()[1]}/"


def send(listener: socket.socket, lock: RunningLock, preparation: Preparation) -> str:
    """Keep socket and lock open over the change of interpreter; return what tells the next one about them."""
    for number in (listener.fileno(), lock.file.fileno()):
        os.set_inheritable(number, True)  # noqa: FBT003 - that is how the function is called
    return json.dumps(
        {"listener": listener.fileno(), "lock": lock.file.fileno(), "steps": preparation.rows()}
    )


def receive() -> Handover:
    """What the first half sent; without one (`python -m config.runtime`) take all of it afresh."""
    sent = os.environ.pop("WAYBILL_HANDOVER", "")
    if not sent:
        lock = RunningLock.take(var_folder())
        taken = Handover(ports.listen(), lock, Preparation.of(*DEMO_STEPS))
        lock.tell(url=taken.url)
        return taken
    told = json.loads(sent)
    for number in (told["listener"], told["lock"]):
        os.set_inheritable(number, False)  # noqa: FBT003 - the children get what they need by name
    lock = RunningLock(os.fdopen(told["lock"], "r+", encoding="utf-8"))
    return Handover(socket.socket(fileno=told["listener"]), lock, Preparation.continued(told["steps"]))
