"""Official letters in Word: title, who it is for, paragraphs, tables, and who signs on which day.

Belongs here: the layout that every letter shares. Does not belong here: what a letter says (matching.report, matching.casework) and how
Word is written (matching.word). The same words give the same bytes.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt

from matching.calendar import say_day
from matching.word import LABEL, TEXT, TITLE, add_grid, add_row, fill, line, new_document, page_number, save_package

POINTS, LINE, INDENT = 14, 26, 28


class Letter:
    """One letter, written from the top down."""

    def __init__(self, title: str) -> None:
        self._document = new_document(top=30, bottom=25, side=20, points=POINTS)
        line(self._document, title, TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER, 40)
        self.space(14)

    def address(self, recipient: str) -> None:
        """Who it is for, at the left margin."""
        line(self._document, f"{recipient}：", TEXT, POINTS, None, LINE)

    def say(self, text: str, font: str = TEXT) -> None:
        """A paragraph with its first line indented."""
        paragraph = line(self._document, text, font, POINTS, WD_ALIGN_PARAGRAPH.LEFT, LINE)
        paragraph.paragraph_format.first_line_indent = Pt(2 * POINTS)

    def head(self, text: str) -> None:
        """The heading of a part, which stays with what follows."""
        self.say(text, LABEL)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True

    def space(self, points: float) -> None:
        line(self._document, "", height=points)

    def table(
        self, headings: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]], left: Collection[int] = ()
    ) -> None:
        """A ruled table, whose headings are repeated on each page; widths in mm; `left`: places of columns that are not centred."""
        table = add_grid(self._document, widths)
        for cell, heading in zip(add_row(table, widths), headings, strict=True):
            fill(cell, heading, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in rows:
            for place, (cell, text) in enumerate(zip(add_row(table, widths), row, strict=True)):
                fill(cell, text, TEXT, WD_ALIGN_PARAGRAPH.LEFT if place in left else WD_ALIGN_PARAGRAPH.CENTER)

    def sign(self, author: str, day: date) -> None:
        """Who signs and when, at the right, on one page with each other and with the last words before."""
        self.space(20)
        for text in (author, say_day(day)):
            signed = line(self._document, text, TEXT, POINTS, WD_ALIGN_PARAGRAPH.RIGHT, LINE)
            signed.paragraph_format.right_indent = Pt(INDENT)
        for paragraph in self._document.paragraphs[-4:-1]:
            paragraph.paragraph_format.keep_with_next = True

    def save(self, path: Path, *, title: str, author: str, day: date) -> Path:
        """Put it in place all at once, with page numbers; returns the path."""
        page_number(self._document)
        aside = path.with_name(f".{path.name}.tmp")
        try:
            save_package(self._document, aside, title=title, author=author, day=day)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return path
