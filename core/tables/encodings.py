"""Which bytes are text: UTF-8, UTF-16 that says so, Windows-1252 only where a person declared it."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.tables.errors import TableError

DECLARABLE = ("utf-8", "cp1252")
_CHUNK = 256 * 1024
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def text_encoding(head: bytes, declared: str = "utf-8") -> str:
    """The encoding named by the byte order mark, else the declared one. Raises TableError for UTF-32."""
    if declared not in DECLARABLE:
        known = ", ".join(DECLARABLE)
        raise TableError(
            _("Unknown encoding. Choose one of: %(known)s.") % {"known": known},
            reason="unknown_encoding",
        )
    if head.startswith(_UTF_32):
        raise TableError(_("The file is in UTF-32. Save it as UTF-8."), reason="unknown_encoding")
    return next((name for mark, name in _MARKS if head.startswith(mark)), declared)


def require_text(stream: BinaryIO, encoding: str) -> None:
    """Read the whole stream once and rewind it.

    Raises TableError with line and column of the first bad byte.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    done = 0
    for chunk in _chunks(stream):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            # The decoder's own buffer precedes the chunk, so count back from the chunk's end.
            begin = done + len(chunk) - len(error.object) + error.start
            raise _not_text(stream, begin, error, encoding) from error
        if "\0" in text:
            raise _holds_nul(stream, encoding)
        done += len(chunk)
    stream.seek(0)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream's pieces, closed by an empty one that lets the decoder notice a torn last character."""
    while chunk := stream.read(_CHUNK):
        yield chunk
    yield b""


def _not_text(stream: BinaryIO, begin: int, error: UnicodeDecodeError, encoding: str) -> TableError:
    stream.seek(0)
    line, column = _place(stream.read(begin).decode(encoding, errors="ignore"))
    byte = f"0x{error.object[error.start]:02X}" if error.start < len(error.object) else "?"
    if encoding == "cp1252":
        wanted = _("Windows-1252 has no such character.")
    elif encoding == "utf-16":
        wanted = _("The file says that it is UTF-16, but this is not.")
    else:
        wanted = _("Save the file as UTF-8 (“CSV UTF-8” in Excel), or declare that it is Windows-1252.")
    message = _("Line %(line)d, column %(column)d: the byte %(byte)s is not %(encoding)s text. %(wanted)s")
    return TableError(
        message
        % {
            "line": line,
            "column": column,
            "byte": byte,
            "encoding": encoding.removesuffix("-sig").upper(),
            "wanted": wanted,
        },
        reason="not_text",
        line=line,
        column=column,
    )


def _holds_nul(stream: BinaryIO, encoding: str) -> TableError:
    stream.seek(0)
    text = stream.read().decode(encoding, errors="ignore")
    line, column = _place(text[: text.index("\0")])
    message = _(
        "Line %(line)d, column %(column)d: a NUL character. This is not a text file, or it is damaged."
    )
    return TableError(
        message % {"line": line, "column": column},
        reason="not_text",
        line=line,
        column=column,
    )


def _place(before: str) -> tuple[int, int]:
    """Line and column (both from 1) of the character that follows `before`."""
    lines = _LINE_END.split(before)
    return len(lines), len(lines[-1]) + 1
