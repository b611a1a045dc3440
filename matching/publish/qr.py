"""The square code of a slip: its number and check digit as a QR code, as a picture for Word.

Belongs here: drawing the code. Does not belong here: what the code says (matching.codes.slip_code) and where it stands
on the page (matching.publish.document).
"""

import struct
import zlib
from functools import cache, reduce
from operator import xor

import segno

QUIET, PIXELS = 4, 8
"""Modules left white around the code; pixels a module, so that one byte of a row is one module."""
VERSION = 1
SIDE = 21 + 2 * QUIET
"""Modules of a code of that version with the white around it."""
GROUP = 3
"""Digits that a QR code packs together."""


def picture(code: str) -> bytes:
    """The QR code of some digits as PNG, black on white; the same bytes every time."""
    zero = _modules("0" * len(code))
    groups = [code[start : start + GROUP] for start in range(0, len(code), GROUP)]
    shares = (_share(len(code), place * GROUP, digits) for place, digits in enumerate(groups))
    return _png(reduce(xor, shares, zero))


@cache
def _share(length: int, start: int, digits: str) -> int:
    """What a group of digits changes in the code of zeros. A QR code of one size and mask is linear over the bits it packs: what they
    change, each alone, adds up by exclusive or to what they change together. So a code a bit is drawn, and all others are put together."""
    bits = (1 << place for place in range(int(digits).bit_length()) if int(digits) >> place & 1)
    return reduce(xor, (_bit(length, start, f"{bit:0{len(digits)}d}") for bit in bits), 0)


@cache
def _bit(length: int, start: int, digits: str) -> int:
    """What one bit changes; `digits`: the group that has no other bit."""
    return _modules("0" * start + digits + "0" * (length - start - len(digits))) ^ _modules("0" * length)


@cache
def _modules(code: str) -> int:
    """The modules row by row with the white around them, a byte each."""
    made = segno.make_qr(code, mode="numeric", error="m", mask=3, version=VERSION, boost_error=False)
    return int.from_bytes(bytes(0 if dark else 255 for row in made.matrix_iter(border=QUIET) for dark in row), "big")


def _png(modules: int) -> bytes:
    flat = modules.to_bytes(SIDE * SIDE, "big")
    rows = b"".join((b"\0" + flat[start : start + SIDE]) * PIXELS for start in range(0, SIDE * SIDE, SIDE))
    header = struct.pack(">IIBBBBB", SIDE * PIXELS, SIDE * PIXELS, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
