"""Pictures that people send: judged by their content before they are kept, shown without what they tell on
the side.

Only the decoders for JPEG, PNG and WebP are ever asked.
"""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
DRAFT = (1024, 1024)
SHOWN_SIDE = 1600


class NotAPictureError(ValueError):
    """The bytes are no picture that is taken here; `reason` is one of unreadable, moving, too_many_pixels."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture is: its media type and its size in pixels."""

    media_type: str
    width: int
    height: int


def judge(stream: BinaryIO) -> Picture:
    """What the bytes are. Raises NotAPictureError for all but a still JPEG, PNG or WebP that can be read."""
    try:
        with Image.open(stream, formats=list(FORMATS)) as image:
            kind = str(image.format)
            width, height = image.size
            _refuse(image, kind)
            image.draft("RGB", DRAFT)  # a JPEG is read to its end, at a fraction of the memory
            image.load()
    except NotAPictureError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotAPictureError("unreadable") from error
    return Picture(FORMATS[kind], width, height)


def _refuse(image: Image.Image, kind: str) -> None:
    """Judge the head alone, before anything is decoded."""
    if image.width * image.height > MOST_PIXELS[kind]:
        raise NotAPictureError("too_many_pixels")
    if getattr(image, "n_frames", 1) > 1:
        raise NotAPictureError("moving")


def shown(stream: BinaryIO, *, side: int = SHOWN_SIDE) -> bytes:
    """A JPEG to look at, upright, at most `side` pixels long, without EXIF, place or thumbnail."""
    with Image.open(stream, formats=list(FORMATS)) as image:
        image.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side, side))
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.getchannel("A") if "A" in upright.getbands() else None)
    made = io.BytesIO()
    flat.save(made, "JPEG", quality=82, optimize=True)
    return made.getvalue()
