"""The viewers of one process: who is told what, once, and who is let go."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from config.viewers import MISSED_ALLOWED, Hub, Viewer


def told(story):
    """How a story ends on an event loop of its own; other tests' browser keeps one in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(story())).result(30)


def watching(*topics: str) -> Viewer:
    return Viewer(frozenset(topics))


async def reading(viewer: Viewer) -> list[str]:
    return await viewer.next_changes(0.01)


def test_a_change_reaches_those_who_watch_its_topic_and_nobody_else():
    async def story():
        hub, ada, bo = Hub(), watching("orders:all", "plan:7"), watching("plan:8")
        hub.viewers = {ada, bo}
        hub.tell("plan:7")
        return await reading(ada), await reading(bo)

    assert told(story) == (["plan:7"], [])


def test_a_topic_that_changes_often_between_two_frames_is_told_once():
    async def story():
        viewer = watching("plan:7", "plan:8")
        for topic in ["plan:7"] * 500 + ["plan:8"]:
            viewer.tell(topic)
        return await reading(viewer), await reading(viewer), viewer.too_slow

    assert told(story) == (["plan:7", "plan:8"], [], False)


def test_after_a_gap_everybody_is_told_that_everything_may_have_changed():
    async def story():
        hub, viewer = Hub(), watching("plan:7")
        hub.viewers = {viewer}
        hub._receive({"type": "subscribe", "data": 1})
        return await reading(viewer)

    assert told(story) == ["plan:7"]


def test_a_viewer_who_takes_nothing_is_let_go_after_two_hundred_changes():
    async def story():
        viewer, taken = watching("plan:7"), asyncio.Event()

        async def send_for_ever():
            with viewer.not_reading():
                await taken.wait()

        sending = asyncio.create_task(send_for_ever())
        await asyncio.sleep(0)
        for _ in range(MISSED_ALLOWED):
            viewer.tell("plan:7")
        patient = viewer.too_slow
        viewer.tell("plan:7")
        await asyncio.wait({sending}, timeout=2)
        return patient, viewer.too_slow, sending.cancelled()

    assert told(story) == (False, True, True)


def test_what_changed_while_a_frame_was_on_its_way_comes_with_the_next():
    async def story():
        viewer = watching("plan:7")
        with viewer.not_reading():
            viewer.tell("plan:7")
        return await reading(viewer)

    assert told(story) == ["plan:7"]
