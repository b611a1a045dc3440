"""The rolling lists of what is still to be answered, over all runs."""

from datetime import date
from typing import Any

from openpyxl import load_workbook

from matching.installation import Installation
from matching.pipeline import releasing
from matching.pipeline.standing import refresh
from tests.unit.pipeline.releases import DAY, RUN


def test_the_rolling_lists_hold_all_runs_and_say_what_waits_and_what_is_late(held: Installation) -> None:
    def rows(*folder: str) -> list[tuple[Any, ...]]:
        sheet = load_workbook(held.settings.outbox.joinpath(*folder, "全部在办.xlsx"))["全部在办"]
        heads = [cell.value for cell in sheet[3]]
        places = [heads.index(name) for name in ("办理状态", "办理时限", "姓名", "文号")]
        return [tuple(row[place].value or "" for place in places) for row in sheet.iter_rows(min_row=4)]

    assert rows("中心") == [("待签发", "", "赵春生", "")]
    assert not (held.settings.outbox / "镇街").exists()
    releasing.release(held, RUN, DAY, "孙晓梅")
    assert rows("中心") == rows("镇街", "源泉镇") == [("已转办", "2026年12月25日", "赵春生", "博救转〔2026〕0001号")]
    refresh(held, date(2026, 12, 28))
    assert rows("镇街", "源泉镇")[0][0] == "超期未办"
    before = (held.settings.outbox / "中心" / "全部在办.xlsx").read_bytes()
    refresh(held, date(2026, 12, 28))
    assert (held.settings.outbox / "中心" / "全部在办.xlsx").read_bytes() == before
