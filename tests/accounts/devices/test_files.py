"""Photos from phones: named by their bytes, judged by their content, in one piece or in many."""

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image

from accounts.models import DeviceFile
from accounts.services import device_files
from core.errors import NotFoundError
from core.pictures import shown
from tests.accounts.phones import Phone

pytestmark = pytest.mark.django_db


def picture(kind="JPEG", size=(64, 48), **options) -> bytes:
    """A small picture of that kind."""
    made = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(made, kind, **options)
    return made.getvalue()


def sha(data: bytes) -> str:
    """The name of the bytes."""
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def put(phone):
    """`put(bytes)`, or a piece with its range; the response."""

    def send(data, *, name="", content_range="", by=phone):
        extra = {"HTTP_CONTENT_RANGE": content_range} if content_range else {}
        return by.client.put(
            f"/api/v1/device/files/{name or sha(data)}/", data=data, content_type="application/octet-stream",
            HTTP_AUTHORIZATION=by.authorization, **extra,
        )  # fmt: skip

    return send


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_a_picture_is_kept_as_it_came(put, kind, media_type):
    data = picture(kind)
    assert put(data).status_code == 201
    row = DeviceFile.objects.get()
    assert (row.media_type, row.width, row.height, row.status) == (media_type, 64, 48, "KEPT")
    with device_files.open_kept(sha256=sha(data)) as kept:
        assert kept.read() == data


def test_a_picture_comes_in_pieces_and_goes_on_where_it_was_cut(put, phone):
    data = picture(size=(300, 300))
    name, size, cut = sha(data), len(data), 10_000
    first = put(data[:cut], name=name, content_range=f"bytes 0-{cut - 1}/{size}")
    assert (first.status_code, first.json()["received"]) == (202, cut)
    head = phone.client.head(f"/api/v1/device/files/{name}/", HTTP_AUTHORIZATION=phone.authorization)
    assert (head["Upload-Offset"], head["Upload-Length"]) == (str(cut), str(size))
    again = put(data[:cut], name=name, content_range=f"bytes 0-{cut - 1}/{size}")
    assert (again.status_code, again.json()["received"]) == (202, cut)
    ahead = put(data[cut + 5 : cut + 9], name=name, content_range=f"bytes {cut + 5}-{cut + 8}/{size}")
    assert (ahead.status_code, ahead.json()["code"], ahead.json()["offset"]) == (409, "wrong_offset", cut)
    last = put(data[cut - 7 :], name=name, content_range=f"bytes {cut - 7}-{size - 1}/{size}")
    assert last.status_code == 201
    with device_files.open_kept(sha256=name) as kept:
        assert kept.read() == data
    assert put(data).status_code == 201
    assert DeviceFile.objects.count() == 1


def test_bytes_that_are_not_what_was_announced_are_dropped_and_the_phone_begins_afresh(put):
    data = picture()
    other = picture("PNG")
    refused = put(other, name=sha(data))
    assert (refused.status_code, refused.json()["code"]) == (422, "file_refused")
    assert DeviceFile.objects.count() == 0
    assert put(data).status_code == 201


def giant() -> bytes:
    """A PNG of 30,000 by 30,000 pixels in 100 bytes."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def moving() -> bytes:
    """A WebP that moves."""
    made = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:])
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", b"GIF89a" + bytes(40), giant(),
        moving(), picture()[:200], b"\xff\xd8\xff\xe0" + bytes(500), b"%PDF-1.7", picture("TIFF"),
        b"MZ" + bytes(99),
    ],
    ids=["empty", "svg", "gif", "bomb", "moving", "cut off", "no jpeg", "pdf", "tiff", "program"],
)  # fmt: skip
def test_what_is_no_still_picture_is_refused_and_not_kept(put, data):
    assert put(data).status_code == 422
    assert DeviceFile.objects.count() == 0
    with pytest.raises(NotFoundError):
        device_files.open_kept(sha256=sha(data))


def test_a_photo_has_at_most_12_megabytes(put):
    name = "a" * 64
    assert put(b"x", name=name, content_range="bytes 0-0/13000000").status_code == 413
    assert put(bytes(12 * 1024 * 1024 + 1), name=name).status_code == 413


@pytest.mark.parametrize(
    "content_range", ["bytes 0-9/5", "bytes 5-1/9", "0-3/4", "bytes */4", "bytes 0-99/200"]
)
def test_a_range_that_does_not_fit_is_refused(put, content_range):
    assert put(b"abcd", name="b" * 64, content_range=content_range).status_code == 422


@pytest.mark.parametrize("name", ["..", "A" * 64, "a" * 63, "a" * 65, "%2e%2e%2fetc"])
def test_a_name_is_a_hash_and_nothing_else(put, name):
    assert put(picture(), name=name).status_code == 404


def test_another_phone_cannot_tell_what_was_sent(put, phone, ada):
    data = picture()
    put(data)
    other = Phone(ada, scope="FLOOR")
    answer = other.client.head(f"/api/v1/device/files/{sha(data)}/", HTTP_AUTHORIZATION=other.authorization)
    assert answer.status_code == 404


def test_an_act_that_needs_its_photo_waits_for_it_and_the_words_do_not(phone, put, lines):
    data = picture()
    needs = phone.made("test.picture", files=[sha(data)])
    quick = phone.made("test.note", files=[sha(data)])
    answers = phone.told(needs, quick)
    assert [(a["status"], a["waits_for"]) for a in answers] == [("waiting", "files"), ("applied", "")]
    put(data)
    assert (phone.told(needs)[0]["status"], lines()) == ("applied", 2)


def test_people_see_a_copy_that_tells_nothing_but_the_picture():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Cem"
    exif.get_ifd(0x8825)[2] = (60.0, 10.0, 1.0)
    data = picture(exif=exif)
    copy = shown(io.BytesIO(data))
    with Image.open(io.BytesIO(copy)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (48, 64), {})
    assert b"Cem" in data
    assert b"Cem" not in copy
