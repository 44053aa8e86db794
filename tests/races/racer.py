"""A server process for races: `python -m tests.races.racer`. Reads rounds from stdin, starts at a barrier.

A round is one line of JSON: the number of the barrier (an advisory lock that the referee holds) and one list
of acts per thread. The answer is one line: per act its value, or the error that a caller would have seen.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

THREADS = 16


def main() -> None:
    """Work until stdin ends."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    with ThreadPoolExecutor(THREADS) as pool:
        say("awake")
        for line in sys.stdin:
            game = json.loads(line)
            ready = Barrier(len(game["threads"]) + 1)
            running = [pool.submit(play, acts, game["barrier"], ready) for acts in game["threads"]]
            ready.wait(20)
            say("ready")
            say([future.result() for future in running])


def play(acts: list[list[Any]], barrier: int, ready: Barrier) -> list[list[Any]]:
    """One thread: connect, wait for the start, act."""
    from django.db import connection

    from core.errors import DomainError
    from tests.races.acts import ACTS

    answers = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20s'")
            ready.wait(20)
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [barrier])
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [barrier])
            cursor.execute("SET lock_timeout = '2s'")
        for name, facts in acts:
            try:
                answers.append(["done", ACTS[name](**facts)])
            except DomainError as error:
                answers.append([error.code, error.facts])
            except Exception as error:  # noqa: BLE001 - the referee judges it
                answers.append(["CRASH", f"{type(error).__name__}: {error}"])
    finally:
        connection.close()
    return answers


def say(what: object) -> None:
    """One line to the referee."""
    sys.stdout.write(json.dumps(what, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
