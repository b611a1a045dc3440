"""The rows that go back to their sender.

Belongs here: their cells as the sender wrote them, and all their faults by column. Does not belong here: which rows these are
(fates), the headings above them (sent_back), and drawing the workbook (corrections).
"""

from collections import defaultdict

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.validate.checked import HINT, Failing, FailingRow
from matching.validate.rows.too_wide import TOO_WIDE
from matching.validate.table.choose import Choice
from matching.validate.table.sent_back import titles_back
from matching.validate.values.cells import SURPLUS


def failing(
    choice: Choice, contract: TableContract, findings: tuple[Finding, ...], bad: frozenset[int], names: dict[int, str]
) -> Failing:
    """The rows to be corrected, as the sender wrote them, with all their faults by column; of a correction workbook sent
    back, without the columns we added. `names`: what each row is called in the next delivery."""
    titles = titles_back(choice.heading, contract)
    own, used = list(titles), set(choice.heading.columns.values())
    place = {choice.heading.titles[n]: own.index(n) for n in sorted(titles, key=lambda n: (n in used, -n))}
    faults: dict[int, dict[int, str]] = defaultdict(dict)
    for item in findings:
        if item.row is not None and item.row in bad:
            n = place.get(item.column or "", -1)
            told = f"{HINT if item.severity is Severity.WARNING else ''}{item.message}。{item.cure}"
            faults[item.row][n] = f"{faults[item.row][n]}\n{told}" if n in faults[item.row] else told
    numbers = sorted(faults)
    cells = choice.sheet.pick(own, [n - 1 for n in numbers])
    wide, last = {item.row for item in findings if item.rule == TOO_WIDE}, max(used)
    marked = (_marked(row, own.index(last)) if n in wide else row for n, row in zip(numbers, cells, strict=True))
    rows = (FailingRow(n, names[n], row, faults[n]) for n, row in zip(numbers, marked, strict=True))
    return Failing(tuple(titles.values()), tuple(rows))


def _marked(row: tuple[str, ...], place: int) -> tuple[str, ...]:
    """The cells with a mark in one of them, so that the row is taken only when somebody has put it right."""
    return row if SURPLUS in row[place] else (*row[:place], row[place] + SURPLUS, *row[place + 1 :])
