"""Which files we keep as evidence. The type is what the bytes are, never what somebody calls them.

Whatever a file is, it is handed out as a download with ``nosniff`` and a sandbox, so that none can run as a page of
ours. That it is whole and ends where its format ends keeps files out that are two things at once.
"""

import struct
import zlib

from server.curation.errors import UnfitError

LARGEST = 4 * 1024 * 1024
PNG, JPEG, PDF, TEXT = "image/png", "image/jpeg", "application/pdf", "text/plain"
SUFFIXES = {PNG: "png", JPEG: "jpg", PDF: "pdf", TEXT: "txt"}
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PDF_TAIL = 1024  # where a reader looks for the end
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_SCAN = 0xDA


def type_of(data: bytes) -> str:
    """The media type of a file that we keep.

    Raises:
        UnfitError: it is empty, too large, or none of the types.

    """
    if len(data) > LARGEST:
        raise UnfitError("This file is too large.", mend=f"At most {LARGEST // 1024 // 1024} MB.")
    for media_type, fits in ((PNG, _is_png), (JPEG, _is_jpeg), (PDF, _is_pdf), (TEXT, _is_text)):
        if data and fits(data):
            return media_type
    raise UnfitError(
        "This is no file that we keep.",
        mend="A whole PNG, JPEG or PDF file, or plain text in UTF-8; nothing after it.",
    )


def _is_png(data: bytes) -> bool:
    """Every chunk in its place with its checksum, and nothing behind the last."""
    if not data.startswith(_PNG_START):
        return False
    place, first = len(_PNG_START), True
    while place + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data) or (first and name != b"IHDR"):
            return False
        if zlib.crc32(data[place + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            return False
        if name == b"IEND":
            return bool(end == len(data))
        place, first = end, False
    return False


def _is_jpeg(data: bytes) -> bool:
    """Every segment in its place up to the picture, and nothing behind its end."""
    if not data.startswith(b"\xff\xd8\xff") or not data.endswith(b"\xff\xd9"):
        return False
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return False
        marker = data[place + 1]
        if marker in _JPEG_ALONE:
            place += 2
            continue
        length = int(struct.unpack_from(">H", data, place + 2)[0])
        if length < 2:
            return False
        place += 2 + length
        if marker == _SCAN:
            # The end of the picture is the end of the file: none comes before it.
            return data.find(b"\xff\xd9", place) == len(data) - 2
    return False


def _is_pdf(data: bytes) -> bool:
    end = data.rfind(b"%%EOF")
    return data.startswith(b"%PDF-") and end >= len(data) - _PDF_TAIL and not data[end + 5 :].strip(b"\r\n \t")


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    text = text.removeprefix("\ufeff")
    # What begins like markup is a page, not plain text: a picture or a PDF of it shows what people saw.
    return not text.lstrip().startswith("<") and all(
        character.isprintable() or character in "\n\r\t\f" for character in text
    )
