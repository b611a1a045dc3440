"""An old file is refused, and taken once its name says that it is meant."""

from datetime import timedelta
from time import sleep

from matching.installation import Installation
from matching.pipeline.checking import check
from matching.pipeline.reception import sweep
from tests.tables import RECEIVED, as_xlsx, sample_rows


def test_the_same_bytes_under_a_name_that_says_so_are_taken(installation: Installation) -> None:
    contract = installation.feeds["disability_new"]
    rows = sample_rows(contract, 2, {(n, "certified_on"): "2026-05-19" for n in range(2)})
    folder = installation.settings.inbox / installation.district.department(contract.department).name / contract.title
    folder.mkdir(parents=True)
    answers = []
    for hours, name in enumerate(("名单.xlsx", "名单（补报）.xlsx")):
        (folder / name).write_bytes(as_xlsx(rows))
        sleep(0.1)
        (waiting,) = sweep(installation, RECEIVED + timedelta(hours=hours)).groups
        answers += check(installation, waiting["table"], waiting["drop_ids"])["drops"]
    assert [(answer["verdict"], answer["rows_accepted"]) for answer in answers] == [("rejected", 0), ("accepted", 2)]
    assert [answer["findings"][0]["rule"] for answer in answers] == ["WRONG_PERIOD", "LATE_PERIOD"]
