"""A scanner that types: real key events, 15 ms apart by their own clock, and no field has the focus."""

import time

GAP_SECONDS = 0.015


def scan(page, code: str) -> None:
    """Type a code and Enter as a wedge does; the times of the events are the browser's to judge."""
    if not hasattr(page, "wedge"):
        page.wedge = page.context.new_cdp_session(page)
    assert page.evaluate("document.activeElement === document.body"), "no field has the focus"
    now = time.time()
    for number, letter in enumerate([*code, "Enter"]):
        facts = {"timestamp": now + number * GAP_SECONDS, "key": letter}
        text = "\r" if letter == "Enter" else letter
        page.wedge.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": text, **facts})
        page.wedge.send("Input.dispatchKeyEvent", {"type": "keyUp", **facts})


def said(page) -> tuple[str, str, str]:
    """What the big card says: what to do, the one fact, and the rest."""
    card = page.locator("[data-hero]")
    return tuple(card.locator(f"[data-{part}]").inner_text() for part in ("ask", "fact", "more"))


def wait_for(page, fact: str, *, tone: str = "") -> None:
    """Until the card shows the fact; a tone is ok, wrong or warn."""
    card = f"[data-hero]{f'.hero--{tone}' if tone else ''} [data-fact]"
    page.locator(card).filter(has_text=fact).first.wait_for(timeout=8000)
