"""How a page is looked at: nothing beside the window, nothing that WCAG forbids, a picture to keep.

Use it for any page: `open_quietly(page, "/items/")`, then `look_at(page, "items-light-1440")`.
"""

from functools import cache

import pytest

from tests.architecture.sources import ROOT

AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "test-results" / "looks"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = {1440: 900, 390: 844}
THEMES = ("light", "dark")
# Both themes and both widths in every run; the two crosswise, which show nothing further, in `make soak`.
EVERY_WAY = [
    ("light", 1440),
    ("dark", 390),
    pytest.param("dark", 1440, marks=pytest.mark.soak),
    pytest.param("light", 390, marks=pytest.mark.soak),
]
OF_AN_ERROR_PAGE = "the server responded with a status of 4"  # the browser's own line about the page itself
# Every text grows by 40 % and gets letters that a careless font or encoding loses.
LONGER = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const words = text.data.trim();
    if (!words || text.parentElement.closest("script, style, template")) continue;
    const more = "ęłžåß ".repeat(Math.ceil(words.length * 0.07)).trim();
    text.data = text.data.replace(words, `${words} ${more}`);
  }
}"""


@cache
def _axe() -> str:
    return AXE.read_text()


def forbidden_on(page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA: rule and place."""
    page.evaluate(_axe())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations)",
        RULES,
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]
    ]


def sticks_out(page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def open_quietly(page, address: str) -> None:
    """Open a page; its console must not complain. (Later it may: axe and pictures add styles.)"""
    said = []

    def hear(line):
        if line.type in {"error", "warning"} and OF_AN_ERROR_PAGE not in line.text:
            said.append(line.text)

    page.on("console", hear)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("console", hear)
    assert said == [], said


def look_at(page, name: str) -> None:
    """Check the open page as it is, and keep a picture of it in test-results/looks."""
    page.evaluate("document.fonts.ready")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert sticks_out(page) <= 0, f"{name} scrolls sideways"
    forbidden = forbidden_on(page)
    assert forbidden == [], "\n".join(forbidden)


def write_longer(page) -> None:
    """Make every text 40 % longer, as a translation would."""
    page.evaluate(LONGER)


def turn_round(page) -> None:
    """Let the page run from right to left."""
    page.evaluate("document.documentElement.dir = 'rtl'")
