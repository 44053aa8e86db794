"""The form of an act is the same on phone and server."""

import json
from pathlib import Path

import pytest

from accounts import envelopes

VECTORS = json.loads((Path(__file__).parents[2] / "js" / "canonical.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["canonical"][:20])
def test_json_is_written_as_the_phone_writes_it(vector):
    assert envelopes.canonical(vector["value"]).decode() == vector["canonical"]


@pytest.mark.parametrize("key", ["", "AAAA", "not base64!", "A" * 200])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(ValueError, match="key"):
        envelopes.load_key(key)
