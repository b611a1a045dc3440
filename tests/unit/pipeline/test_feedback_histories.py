"""Whatever forms come back in whatever order, with withdrawals and slips sent again between them: every slip stays, none is answered twice."""

import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from matching.casework import is_overdue, read_transitions
from matching.codes import slip_code
from matching.drops import Drop
from matching.errors import UsageError
from matching.installation import open_installation
from matching.ledger import reading, writing
from matching.pipeline.cases import cases_status, send_again
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.feedback import asked_slips, enter_feedback
from matching.pipeline.histories import read_slips
from matching.pipeline.withdrawing import withdraw
from matching.settings import Settings
from matching.shapes import RECORDS

ISSUED, LAST = date(2026, 12, 7), date(2026, 12, 16)
"""Slips are due on the 14th; no deadline set up to the last day lies in a year without a calendar."""
WHICH, DAYS = st.integers(0, 5), st.integers(0, 3)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "signed_by": st.just("李明"),
        "inquiry": st.just("已入户"),
        "result": st.sampled_from(["不符合条件", "临时救助", "查无此人"]),
        "reason": st.sampled_from(["收入超过标准", "已迁出"]),
        "request": st.sampled_from(["退回", "延期"]),
        "request_reason": st.sampled_from(["人在外地", "不是本镇"]),
        "answered_on": st.booleans(),
    },
)
FORMS = st.dictionaries(WHICH, st.tuples(ROWS, st.booleans()), min_size=1, max_size=4)


class Forms(RuleBasedStateMachine):
    """The batch of `sent_out`: three lead slips and three support slips."""

    home: Path

    @initialize()
    def begin(self) -> None:
        self._folder = TemporaryDirectory()
        copy = shutil.copytree(self.home, Path(self._folder.name) / "home")
        self.installation, self.day, self.sent, self.handed_over = open_installation(Settings(home=copy)), ISSUED, 0, {}
        self.table = read_transitions(self.installation.settings.schemas)
        self.slips = self.read()

    def teardown(self) -> None:
        if hasattr(self, "_folder"):
            self._folder.cleanup()

    def read(self):
        with reading(self.installation.settings) as ledger:
            return read_slips(ledger, self.table)

    @rule(days=DAYS, form=FORMS, of_unit=st.booleans())
    def form(self, days, form, of_unit) -> None:
        """A form of the unit or of the department, in which both write numbers that may be the other's."""
        self.day = min(self.day + timedelta(days=days), LAST)
        self.sent += 1
        drop = self._drop("镇街/源泉镇/反馈" if of_unit else self._department(), "370304111" if of_unit else None)
        asked = asked_slips(self.installation, drop)
        standing, records = asked.read([(slip.year, slip.number) for slip in self.slips]), []
        for place, (row, by_code) in sorted(form.items()):
            slip = self.slips[place % len(self.slips)]
            number = slip_code(slip.year, slip.number) if by_code else f"{slip.year}-{slip.number:06d}"
            values = {"slip_no": number, "clue_id": slip.clue_id} | row
            values |= {"answered_on": self.day.isoformat()} if row.get("answered_on") else {"answered_on": None}
            judged = asked.judge({name: values.get(column) for name, column in asked.columns.items()}, standing)
            if judged.taken and not judged.taken.set_aside:
                said = json.dumps({name: text for name, text in values.items() if text}, ensure_ascii=False)
                records.append(self._record(drop, place, said))
            else:
                assert judged.problems
        with writing(self.installation.settings) as ledger:
            enter_feedback(ledger, self.installation, pa.Table.from_pylist(records, RECORDS), drop)

    @rule(which=WHICH, days=DAYS)
    def again(self, which, days) -> None:
        self._decided(which, days, lambda number: send_again(self.installation, number, "未入户", "王主任", self.day))

    @rule(which=WHICH, days=DAYS)
    def withdrawn(self, which, days) -> None:
        self._decided(which, days, lambda number: withdraw(self.installation, number, "重复", "王主任", self.day))

    def _decided(self, which, days, decide) -> None:
        self.day = min(self.day + timedelta(days=days), LAST)
        before = self.read()
        try:
            decide(before[which % len(before)].slip_no)
        except UsageError:
            assert self.read() == before

    @invariant()
    def every_slip_is_there_and_answered_once_a_round(self) -> None:
        if not hasattr(self, "slips"):
            return
        now = self.read()
        assert [slip.slip_no for slip in now] == [slip.slip_no for slip in self.slips]
        told = cases_status(self.installation, self.day)
        assert sum(told["states"].values()) == sum(own["slips"] for own in told["recipients"].values()) == len(now)
        for slip in now:
            names = [event.name for event in slip.events]
            assert names.count("反馈") <= names.count("已转办") + names.count("重办") == slip.case.rounds
            assert [event.on_day for event in slip.events] == sorted(event.on_day for event in slip.events)
            assert (slip.case.state in self.table.open) == (slip.case.due_on is not None and slip.case.state != "已反馈")
            assert not is_overdue(slip.case, self.day, self.table) or slip.case.answer is None

    def _department(self) -> str:
        key = next(slip.recipient for slip in self.slips if slip.recipient_kind == "department")
        return f"{self.installation.district.department(key).name}/反馈"

    def _drop(self, folder: str, unit: str | None) -> Drop:
        moment = datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=SHANGHAI)
        return Drop(f"drop{self.sent:04d}", "0" * 64, 1, "feedback", unit, folder, "反馈.xlsx", self.sent, moment)

    @staticmethod
    def _record(drop: Drop, row: int, values: str) -> dict[str, object]:
        told = {"record_id": f"{drop.drop_id}-{row}", "drop_id": drop.drop_id, "feed": "feedback", "row": row, "values": values}
        return {**told, "row_key": "[]"}


@pytest.mark.thorough
def test_no_sequence_of_forms_loses_a_slip_or_answers_one_twice(sent_out: Path) -> None:
    machine = type("FormsOfABatch", (Forms,), {"home": sent_out})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=checks, phases=[Phase.generate]
        ),
    )
