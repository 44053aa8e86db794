"""Starts the servers, prepares the data, starts the processes, keeps them running, and stops all of it in
order.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from config.runtime import leftovers
from config.runtime.banner import banner
from config.runtime.child import Child
from config.runtime.console import RefusalError, say, write
from config.runtime.handover import Handover
from config.runtime.lan import Lan, open_lan
from config.runtime.places import var_folder
from config.runtime.postgres import Postgres
from config.runtime.preparation import PreparationPage
from config.runtime.preparing import Preparing, own_variables
from config.runtime.programs import Program, programs
from config.runtime.signals import StopRequested, StopSignals
from config.runtime.steps import BROKER, DATA, DATABASE, PACKAGES, PRODUCT
from config.runtime.valkey import Valkey

WATCH_EVERY_SECONDS = 0.3
CHILDREN_STOP_WITHIN_SECONDS = 2.0
EVERYTHING_STOPS_WITHIN_SECONDS = 3.5
WEB_STARTS_WITHIN_SECONDS = 120


class Supervisor:
    """The parent of everything that `make demo` starts."""

    def __init__(self, handover: Handover) -> None:
        self.signals = StopSignals()
        self.handover, self.preparation = handover, handover.preparation
        self.var = var_folder()
        for name in ("logs", "static"):
            (self.var / name).mkdir(exist_ok=True)
        self.servers: list[Postgres | Valkey] = []
        self.children: list[Child] = []
        self.page: PreparationPage | None = None
        self.lan: Lan | None = None

    def run(self) -> int:
        """Everything from here to the end. Returns the exit status: 0 when somebody asked to stop."""
        status = 1
        try:
            self.page = PreparationPage(self.handover.listener, self.preparation)
            self._start()
            self._watch()
        except StopRequested:
            write("")
            status = 0
        except RefusalError as refusal:
            write(str(refusal))
        finally:
            StopSignals.ignore()
            self._stop()
        return status

    def _start(self) -> None:
        self.preparation.done_before(PACKAGES)
        with self.signals.held():
            leftovers.clean_up(self.var)
        variables = own_variables(self.var)
        self.lan = open_lan(self.var)
        if self.lan:
            variables = {**self.lan.shared(), **variables}
        variables.setdefault("PUBLIC_URL", self.handover.url.rstrip("/"))  # where recipients' links lead
        for title, variable, server in (
            (DATABASE, "DATABASE_URL", Postgres),
            (BROKER, "REDIS_URL", Valkey),
        ):
            self._start_server(title, variable, server, variables)
        preparing = Preparing(self.var, variables, self.preparation)
        preparing.write_addresses()
        if preparing.schema_is_known():  # a later start: usable at once, the data is looked at beside it
            self._open_the_doors(variables)
            self._prepare(preparing)
        else:
            self._prepare(preparing)
            self._open_the_doors(variables)
        write(banner(self.handover.url, self.var, lan=self.lan))

    def _start_server(
        self, title: str, variable: str, server: type[Postgres | Valkey], variables: dict[str, str]
    ) -> None:
        """Start one server, unless the environment names another to use."""
        if variables.get(variable):
            self.preparation.done_before(title)
            say(f"{variable} is set: that server is used")
            return
        with self.preparation.step(title), self.signals.held():
            started = server(self.var)
            self.servers.append(started)
            variables[variable] = started.start()
        if started.adopted:
            say(f"{title}: found the one that a killed start left running, and took it over")

    def _start_children(self, wanted: list[Program], variables: dict[str, str]) -> None:
        with self.signals.held():
            for program in wanted:
                child = Child(program, variables, self._logs())
                self.children.append(child)
                child.start()
            self._remember()

    def _prepare(self, preparing: Preparing) -> None:
        with self.preparation.step(DATA):
            preparing.run()

    def _open_the_doors(self, variables: dict[str, str]) -> None:
        """Hand the port over: the page goes when the web process takes requests; then that must answer.

        The workers start only then: six starts at once would all be slow.
        """
        web, *others = programs(listener=self.handover.listener.fileno(), var=self.var)
        with self.preparation.step(PRODUCT):
            self._start_children([web], variables)
            self._wait_for(self.children[0].accepts.is_set)
            if self.page:
                self.page.close()
            self._start_children(others, variables)
            if self.lan:
                self._start_children([self.lan.program()], self.lan.variables(variables))
                self._wait_for(self.children[-1].accepts.is_set)
            self._wait_for(lambda: _answers(self.handover.url + "healthz"))

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WEB_STARTS_WITHIN_SECONDS
        while not condition():
            if not self._all_well() or time.monotonic() > deadline:
                raise RefusalError(
                    f"The web process did not start; its last words are above and in {self._logs()}"
                )
            time.sleep(0.05)

    def _watch(self) -> None:
        while self._all_well():
            time.sleep(WATCH_EVERY_SECONDS)
        raise RefusalError(
            f"Stopping: without this process the product does not work. Its log is in {self._logs()}"
        )

    def _all_well(self) -> bool:
        """Start again what ended. False when something that the product needs was given up."""
        with self.signals.held():
            for server in self.servers:
                if server.has_ended():
                    say(f"{type(server).__name__} ended by itself; starting it again")
                    server.restart()
            well = [child.watch(self._remember) or not child.program.essential for child in self.children]
            return all(well)

    def _remember(self) -> None:
        leftovers.remember(self.var, self.children)

    def _logs(self) -> Path:
        return self.var / "logs"

    def _stop(self) -> None:
        """Those who ask first, then those who answer: workers and web, then the servers."""
        began = time.monotonic()
        self.handover.lock.tell(stopping=True)
        say("Stopping ...")
        if self.page:
            self.page.close()
        if self.lan:
            self.lan.trust.close()
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in self.children:
            child.wait_or_kill(began + CHILDREN_STOP_WITHIN_SECONDS)
        for server in self.servers:
            server.ask_to_stop()
        for server in self.servers:
            server.wait_or_kill(max(0.5, began + EVERYTHING_STOPS_WITHIN_SECONDS - time.monotonic()))
        leftovers.forget(self.var)
        (self.var / "env").unlink(missing_ok=True)
        say(f"Stopped in {time.monotonic() - began:.1f} s. The data is kept in {self.var}")


def _answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
        return bool(answer.status == 200)  # noqa: PLR2004 - OK
    return False
