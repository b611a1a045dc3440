"""The papers of a slip that was handed on (改派): what the new unit gets, and the centre's line of the register.

Belongs here: who gets which file of one such slip. Does not belong here: the old unit's list (matching.publish.standing), the papers of a release
(matching.publish.recipients), numbers and states (matching.pipeline.redirecting). The same arguments give the same bytes.
"""

from datetime import date
from pathlib import Path

from matching.calendar import say_day
from matching.installation import Installation
from matching.publish.batch import CENTRE, UNITS
from matching.publish.document import TEMPLATE, read_template, write_slips
from matching.publish.outputs import read_outputs
from matching.publish.recipients import CLUES, FORMS, REGISTER, REGISTERED
from matching.publish.rows import Row, RowMaker, numbered
from matching.publish.slips import slips_of
from matching.publish.wording import uncoded
from matching.publish.workbook import Book

WORD = "改派"
BASIS = "由{unit}改派（原文号{slip_no}）：{why}；{basis}"


def batch_name(slip: Row) -> str:
    """What the folders of a slip's papers are called, as those of a release are called after its run."""
    return f"{WORD}-{slip['year']}-{slip['number']:04d}"


def publish_redirected(installation: Installation, old: Row, new: Row, clue: Row, out: Path) -> list[Path]:
    """Write the papers of `new`, which follows `old` (rows of list_slips); `clue`: its CLUES row, with the new unit. Returns the files, sorted.

    镇街/<unit>/<batch>/: 线索清单, 线索转办单, 交接登记表, 反馈表. 中心/转办登记/<batch>/: 转办登记表.
    Raises ConfigurationError for a layout or template that cannot be used.
    """
    district, schemas = installation.district, installation.settings.schemas
    day, batch, unit = date.fromisoformat(new["issued_on"]), batch_name(new), district.unit(new["recipient"]).name
    clue = clue | {"unit_from": "redirected", "basis": _basis(installation, old, clue)}
    if not district.release.rule_codes:
        clue |= {"reasons": uncoded(clue["reasons"])}
    words = {"district": district.name, "centre": district.centre, "cadence": WORD, "run_id": batch}
    own, register = out / UNITS / unit / batch, out / CENTRE / REGISTER / batch
    template, slips = read_template(schemas / TEMPLATE), slips_of([new], {clue["clue_id"]: clue}, district, old["redirected_by"])
    about = {name: words[name] for name in ("district", "centre", "run_id")}
    made = [write_slips(template, slips, about, day, own / f"线索转办单_{WORD}_{day}.docx")]
    issued, units = say_day(day), [one.name for one in district.units]
    words |= {"unit": unit, "day": issued, "issued": issued, "due": say_day(new["due_on"])}
    rows, layouts = RowMaker(day, installation), read_outputs(schemas)
    row = rows.slip(new, rows.clue(clue))
    for folder, title, layout in (
        (own, CLUES, "clue_list"),
        *((own, *form) for form in FORMS),
        (register, REGISTERED, "register"),
    ):
        path = folder / f"{title}_{WORD}_{day}.xlsx"
        with Book(path, title=title, author=district.centre, run_id=batch, day=day, units=units) as book:
            book.add_list(layouts[layout], numbered([row]), words)
        made.append(path)
    return sorted(made)


def _basis(installation: Installation, old: Row, clue: Row) -> str:
    """What the clue is based on, behind who had it before and why it was handed on."""
    unit = installation.district.unit(old["recipient"]).name
    return BASIS.format(unit=unit, slip_no=old["slip_no"], why=old["redirected_why"], basis=clue["basis"])
