"""The cover of the centre's workbook: what came, where it ended, who has how much to do.

Belongs here: counts and their drawing. Does not belong here: anything about a single person.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from matching.calendar import say_day
from matching.installation import Installation
from matching.publish.rows import LEVELS, Row
from matching.publish.workbook import HEAD_COLOUR, HEAD_FONT, LEVEL_COLOURS, TITLE_FONT, Book
from matching.run import Run
from matching.shapes import Bucket

SHEET = "封面"
WIDTHS = (32, 11, 11, 11, 11, 11, 11, 11)
FINGERPRINT = 16
"""So many hexadecimal digits tell two runs apart on paper."""


def add_cover(
    book: Book, run: Run, installation: Installation, outcomes: Sequence[Row], clues: Sequence[Row], fingerprint: str
) -> None:
    """Run, day, the first digits of the outcomes' fingerprint, records per feed and bucket, clues per unit and level, with a chart."""
    sheet = book.add_sheet(SHEET, pages_tall=1)
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width)
    last = len(WIDTHS) - 1
    sheet.set_row(0, 40)
    title = f"{installation.district.name}主动发现困难群众线索{run.cadence.chinese}汇总"
    sheet.merge_range(0, 0, 0, last, title, book.format(font_name=TITLE_FONT, font_size=20, align="center"))
    told = f"批次 {run.run_id} · 截至 {say_day(run.as_of)} · 来源记录 {len(outcomes):,} 条 · 新增线索 {len(clues):,} 条"
    told += f" · 校验值 {fingerprint[:FINGERPRINT]}" if fingerprint else ""
    sheet.merge_range(1, 0, 1, last, told, book.format(align="center", font_color="#595959"))
    row = _table(book, sheet, 3, ("来源", "接收", *(bucket.chinese for bucket in Bucket)), _by_feed(installation, outcomes))
    first = row + 1
    row = _table(book, sheet, first, ("承办单位", "线索合计", *LEVELS, "在册增困"), _by_unit(installation, outcomes, clues))
    _chart(book, sheet, first, row)


def _by_feed(installation: Installation, outcomes: Sequence[Row]) -> list[tuple[Any, ...]]:
    counts = Counter((row["feed"], row["bucket"]) for row in outcomes)
    rows = []
    for code in sorted({feed for feed, _ in counts}):
        contract = installation.feeds[code]
        each = [counts[code, bucket.value] for bucket in Bucket]
        rows.append((f"{installation.district.department(contract.department).name}《{contract.title}》", sum(each), *each))
    return rows


def _by_unit(installation: Installation, outcomes: Sequence[Row], clues: Sequence[Row]) -> list[tuple[Any, ...]]:
    levels = Counter((clue["unit"], clue["level"]) for clue in clues)
    again = Counter(row["unit"] for row in outcomes if is_new_hardship(installation, row))
    rows = []
    for unit in installation.district.units:
        each = [levels[unit.code, level] for level in LEVELS]
        rows.append((unit.name, sum(each), *each, again[unit.code]))
    return rows


def is_new_hardship(installation: Installation, outcome: Row) -> bool:
    """Whether an outcome is an enrolled person with a new hardship (在册增困), not a change of the rolls."""
    return bool(outcome["bucket"] == Bucket.ENROLLED and installation.feeds[outcome["feed"]].role == "clues")


def _table(book: Book, sheet: Any, top: int, headings: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> int:
    """A table with a sum at its foot; returns the row after it."""
    head = book.format(font_name=HEAD_FONT, align="center", border=1, bg_color=HEAD_COLOUR)
    for number, heading in enumerate(headings):
        sheet.write_string(top, number, heading, head)
    total = ("合计", *(sum(row[column] for row in rows) for column in range(1, len(headings))))
    for place, row in enumerate([*rows, total], start=top + 1):
        bold = {"bold": True} if row is total else {}
        sheet.write_string(place, 0, row[0], book.format(border=1, indent=1, **bold))
        for number, count in enumerate(row[1:], start=1):
            sheet.write_number(place, number, count, book.format(align="center", border=1, num_format="#,##0;;0", **bold))
    return top + len(rows) + 2


def _chart(book: Book, sheet: Any, top: int, end: int) -> None:
    """Clues per unit, stacked by level; `top` is the heading row of the table, `end` the row after its sum."""
    chart = book.book.add_chart({"type": "column", "subtype": "stacked"})
    for number, level in enumerate(LEVELS, start=2):
        chart.add_series(
            {
                "name": [SHEET, top, number],
                "categories": [SHEET, top + 1, 0, end - 2, 0],
                "values": [SHEET, top + 1, number, end - 2, number],
                "fill": {"color": LEVEL_COLOURS[level][0]},
                "gap": 60,
            }
        )
    chart.set_title({"name": "各单位新增线索（按风险等级）", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size({"width": 780, "height": 260})
    sheet.insert_chart(end + 1, 0, chart)
