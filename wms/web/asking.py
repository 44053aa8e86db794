"""What an address asks for, read so that nothing in it can break a page."""

from uuid import UUID


def uuid_or_none(text: str) -> UUID | None:
    """The public id that the text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_or_none(text: str, *, most: int) -> int | None:
    """The whole number from 0 to `most` that the text is, or None."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    return min(int(text), most)
