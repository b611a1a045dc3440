"""Texts in which some bytes are broken: cut off at the end, one wrong in the middle, one lost; and texts in no known encoding."""

from collections.abc import Callable

from tests.corpus.cases import Case, Told, table, xlsx
from tests.tables import as_text

FIRE = table("fire_loss", 5)
PLEAS = table("citizen_complaint", 5, {(4, "content"): "家中失火，无钱看病"})
BYTES: Told = (None, None, "BYTES_BROKEN", "warning")
MARK = "【此处文字已损坏】"


def _without(word: str, encoding: str, at: int = 0) -> Callable[[], bytes]:
    """A text that lost one byte within a word."""
    content, part = as_text(FIRE, encoding), word.encode(encoding.removesuffix("-sig"))
    place = content.index(part) + at
    return lambda: content[:place] + content[place + 1 :]


def _instead(word: str, encoding: str, byte: bytes) -> Callable[[], bytes]:
    """A text in which one byte within a word is another."""
    content = as_text(FIRE, encoding)
    place = content.index(word.encode(encoding)) + 1
    return lambda: content[:place] + byte + content[place + 1 :]


def _cut(encoding: str) -> Callable[[], bytes]:
    """A text whose last cell, a plea, is cut within its last character."""
    content = "\r\n".join(",".join(row) for row in PLEAS).encode(encoding)
    return lambda: content[:-1]


def _partly(name: str, about: str, make: Callable[[], bytes], told: list[Told], feed: str = "fire_loss") -> Case:
    """Five rows, one of which goes back."""
    return Case(name, about, feed, make, "partly", (5, 4), told=[BYTES, *told], file="报送.csv", cure="补全这一格")


NAME: Told = (4, "户主", "ROW_BROKEN", "row")
CASES = (
    _partly("lost_byte_in_utf8", "A byte of a name is lost.", _without("张三丂", "utf-8-sig", 1), [NAME]),
    _partly("lost_byte_in_utf8_without_mark", "The same without a byte order mark.", _without("张三丂", "utf-8"), [NAME]),
    _partly("wrong_byte_in_gbk", "A byte of a name is one that begins nothing.", _instead("张三丂", "gbk", b"\xff"), [NAME]),
    _partly("cut_off_utf8", "The text ends within its last character.", _cut("utf-8"), [(6, PLEAS[0][-1], "ROW_BROKEN", "row")], "citizen_complaint"),
    _partly("cut_off_gbk", "The same in GBK.", _cut("gb18030"), [(6, PLEAS[0][-1], "ROW_BROKEN", "row")], "citizen_complaint"),
    _partly("cut_off_utf16", "The same in UTF-16 with a mark.", _cut("utf-16"), [(6, PLEAS[0][-1], "ROW_BROKEN", "row")], "citizen_complaint"),
    Case("broken_byte_above_the_table", "The title is damaged, the rows are whole: told.", "fire_loss",
         lambda: "十月火灾损失人员名单".encode()[:-1] + b"\r\n" + as_text(FIRE, "utf-8"), "accepted", (5, 5), told=[BYTES], file="报送.csv"),
    Case("broken_byte_in_a_heading", "A heading that must be there is damaged: the column is missing, and nearest is what is left of it.", "fire_loss",
         _without("损失金额", "utf-8"), "rejected", told=[BYTES, (None, "损失金额", "COLUMN_MISSING", "file")], file="报送.csv"),
    Case("mark_that_comes_back", "The mark of damaged bytes was left in the correction workbook.", "fire_loss",
         xlsx(table("fire_loss", 5, {(2, "name"): f"张{MARK}"})), "partly", (5, 4), told=[NAME]),
    Case("many_broken_bytes", "Every row is damaged: which encoding it was nobody knows.", "fire_loss",
         lambda: as_text(FIRE, "utf-8").replace("号".encode(), b"\x8f").replace("街".encode(), b"\xa8\xff"), "rejected", told=[(None, None, "FILE_ENCODING", "file")], file="报送.csv"),
    Case("another_countrys_bytes", "Bytes of Big5 with a broken one are no GBK.", "fire_loss",
         lambda: as_text([["時間", "地址", "戶主"], *[["十月二十六日", "雙山路一號", "張三豐"]] * 20], "big5") + b"\xff", "rejected",
         told=[(None, None, "FILE_ENCODING", "file")], file="报送.csv"),
)  # fmt: skip
