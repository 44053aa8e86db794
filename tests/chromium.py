"""Where Chromium is, in the order that scripts/browser uses too, and how it is started."""

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium_path(playwright) -> str:
    """CHROMIUM, one on the PATH, or Playwright's own. A missing browser is a failure, never a skip."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    found = found or playwright.chromium.executable_path
    if not Path(found).exists():
        pytest.fail("No Chromium here: make browser, or CHROMIUM=/path/to/chrome", pytrace=False)
    return found
