"""Colours that can be told apart and read: contrast by WCAG 2.2, and routes for colour-blind eyes."""

import re
from itertools import combinations

import numpy as np
import pytest

from tests.architecture.sources import ROOT

CSS = ROOT / "static" / "css"
TEXT, GRAPHIC = 4.5, 3.0
# How three kinds of colour blindness see linear RGB (Machado, Oliveira and Fernandes 2009, full severity)
EYES = {
    "all colours": np.eye(3),
    "no red": np.array([
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ]),
    "no green": np.array([
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ]),
    "no blue": np.array([
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip


def tokens(theme):
    text = (CSS / "tokens.css").read_text()
    if theme == "dark":
        text += (CSS / "tokens-dark.css").read_text().split("@media")[0]
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", text))


def linear(colour):
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    light, dark = sorted((linear(c) @ np.array([0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb):
    long = np.cbrt(rgb @ np.array([0.4122214708, 0.5363325363, 0.0514459929]))
    middle = np.cbrt(rgb @ np.array([0.2119034982, 0.6806995451, 0.1073969566]))
    short = np.cbrt(rgb @ np.array([0.0883024619, 0.2817188376, 0.6299787005]))
    return np.array([
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    ])  # fmt: skip


SURFACES = ["--canvas", "--surface", "--sunken", "--raised", "--hover", "--selected"]
INKS = ["--ink", "--ink-2", "--ink-3", "--link"]
PAIRS = [(ink, ground, TEXT) for ink in INKS for ground in SURFACES]
PAIRS += [(f"--{tone}", f"--{tone}-bg", TEXT) for tone in ("ok", "risk", "late", "live", "idle")]
PAIRS += [(f"--{tone}", ground, TEXT) for tone in ("ok", "risk", "late", "live") for ground in SURFACES]
PAIRS += [(ink, f"--{tone}-bg", TEXT) for ink in INKS[:2] for tone in ("ok", "risk", "late", "live", "idle")]
PAIRS += [(f"--r{n}-ink", f"--r{n}", TEXT) for n in range(1, 9)]
PAIRS += [(f"--r{n}", ground, GRAPHIC) for n in range(1, 9) for ground in ("--map-ground", "--surface")]
PAIRS += [("--nav-ink", "--nav", TEXT), ("--nav-ink-2", "--nav", TEXT), ("--nav-ink-2", "--nav-2", TEXT)]
PAIRS += [
    ("--brand-ink", "--brand", TEXT),
    ("--brand-ink", "--brand-press", TEXT),
    ("--on-ink", "--ink", TEXT),
]
PAIRS += [("--on-ink", "--ink-2", TEXT), ("--map-label", "--map-ground", TEXT)]
PAIRS += [("--focus", ground, GRAPHIC) for ground in SURFACES] + [("--line-3", "--surface", GRAPHIC)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_read_has_contrast(theme):
    colours = tokens(theme)
    found = {(a, b): (round(contrast(colours[a], colours[b]), 2), least) for a, b, least in PAIRS}
    weak = {pair: ratio for pair, (ratio, least) in found.items() if ratio < least}

    assert weak == {}


@pytest.mark.parametrize(("theme", "least"), [("light", 0.12), ("dark", 0.099)])
def test_eight_routes_are_told_apart_by_every_eye(theme, least):
    colours = tokens(theme)
    for eye in EYES.values():
        seen = [oklab(np.clip(eye @ linear(colours[f"--r{n}"]), 0, 1)) for n in range(1, 9)]
        assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= least
