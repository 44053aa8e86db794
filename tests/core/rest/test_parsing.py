import io

import pytest
from rest_framework.exceptions import ParseError

from core.rest.parsing import StrictJSONParser


def parse(body: bytes):
    return StrictJSONParser().parse(io.BytesIO(body))


def test_plain_json_is_taken():
    assert parse(b'{"a": [1, 2.5, "\xc3\xa9", null]}') == {"a": [1, 2.5, "é", None]}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": Infinity}', "Infinity is not a number"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": "\\u0000"}', "null character"),
        (b'{"a": "\x00"}', "null character"),
        (b'{"a": "\xff"}', "not UTF-8: byte 7"),
        (b'{"a": 1,}', "line 1 column [89]"),
        (b"[" * 60 + b"]" * 60, "nested too deeply"),
        (b"[" * 200_000, ""),
        (b"1" * 6000, ""),
    ],
)
def test_what_the_standard_does_not_know_is_refused_with_its_place(body, message):
    with pytest.raises(ParseError, match=message):
        parse(body)
