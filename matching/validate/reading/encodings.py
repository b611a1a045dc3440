"""Bytes of a text file → which encoding they are in.

Belongs here: the encodings that are believed, and what becomes of bytes that are broken. Does not belong here: cutting the text into cells
(textfiles, markup). Only UTF-8 (with or without mark), GB18030 (and so GBK) and UTF-16 are believed: a guess among all the encodings of the
world would read Chinese names wrongly. A file that is certainly in one of them but for a few bytes is read, and a mark stands where they are:
no character is ever put in their place.
"""

import codecs
from pathlib import Path
from typing import NamedTuple

from matching.validate.reading.sheets import RESAVE, Refused

SAMPLE = 64 * 1024
BROKEN = "【此处文字已损坏】"
"""Stands in a cell where bytes could not be read. Whatever holds it is set aside, also when it comes back so."""
MARKING = "zhaoren-mark-broken"
"""The name of the error handler that writes BROKEN; where nothing is broken it changes nothing."""
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
GOOD_TO_BROKEN = 20
"""So many characters beyond ASCII must be whole for each broken place, or the encoding is not certain."""
USUAL = 0.9
"""Share of these that belong to GB 2312 in a text of GB 18030, in which nearly all pairs of bytes are some character."""


class Encoding(NamedTuple):
    """`simple`: the text has neither quotes nor NULs. `whole`: every byte of it can be read."""

    name: str
    simple: bool
    whole: bool = True


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BROKEN, error.end


codecs.register_error(MARKING, _mark)


def detect_encoding(path: Path) -> Encoding:
    """The encoding in which every byte of the file can be read, or all but a few. Raises Refused if there is none. UTF-8 is asked before
    GB 18030: a text of UTF-8 with a broken byte may be some text of GB 18030 throughout, but hardly the other way round."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    candidates = [marked] if marked else [*_without_mark(head), "utf-8", "gb18030"]
    for name in candidates:
        simple = _decodes(path, name)
        if simple is not None:
            return Encoding(name, simple)
        if _nearly(path, name):
            return Encoding(name, simple=False, whole=False)
    raise Refused("FILE_ENCODING", "文字编码无法识别（不是 UTF-8、GB18030/GBK 或 UTF-16），读出来会是乱码", RESAVE)


def _without_mark(head: bytes) -> list[str]:
    """UTF-16 where every other byte is a zero often enough."""
    zeros = (head[0::2].count(0), head[1::2].count(0))
    return ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"] if max(zeros) * 10 > len(head) else []


def _decodes(path: Path, name: str) -> bool | None:
    """None if the file is not in this encoding; else whether its text has neither quotes nor NULs."""
    simple = True
    try:
        with path.open(encoding=name, newline="") as stream:
            while block := stream.read(SAMPLE * 16):
                simple = simple and '"' not in block and "\x00" not in block
    except UnicodeError:
        return None
    return simple


def _nearly(path: Path, name: str) -> bool:
    """True if the file is certainly in this encoding but for a few places."""
    places = beyond = usual = 0
    with path.open(encoding=name, errors=MARKING, newline="") as stream:
        while block := stream.read(SAMPLE):
            places += block.count(BROKEN)
            wide = "".join(character for character in block.replace(BROKEN, "") if character > "\x7f")
            beyond += len(wide)
            usual += len(wide.encode("gb2312", "ignore")) // 2
            if places * GOOD_TO_BROKEN > beyond + SAMPLE:
                return False
    return places * GOOD_TO_BROKEN <= beyond and (name != "gb18030" or usual >= USUAL * beyond)
