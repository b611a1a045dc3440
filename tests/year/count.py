"""A count of the test's own: what becomes of every slip, from the files that lay in the folders and the calendar alone.

It imports nothing of the product, so that nothing in it is right or wrong for the product's reasons. Days are played one by one: in the
morning notices go out and, on the first of a month, figures and visits; after that files are swept.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from math import ceil

import chinese_calendar
from stdnum.iso7064 import mod_11_10

from tests.year.slips import DAYS_OF_EXTENSION, DAYS_TO_ANSWER, Round, Slip, figures, later, read_day

AID = ("纳入低保", "纳入特困", "临时救助", "专项救助")
NOTHING = ("不符合条件", "已在册", "查无此人", "转外区")
RESULTS = (*AID, *NOTHING)
CONTENT, NOT_CONTENT = ("满意", "基本满意"), ("不满意", "未入户")
DAYS_TO_DECIDE = 2
STEPS = {-1: "提醒", 1: "催办", 6: "督办"}
"""Working days after the deadline → what goes out on that day."""
Row = dict[str, object]


class Count:
    """Every slip of the district, by its number."""

    def __init__(self) -> None:
        self.slips: dict[str, Slip] = {}
        self.taken, self.refused = Counter[str](), 0
        """Answers and requests by kind; rows that had to go back."""

    def issue(self, day: date, recipient: str, row: Row) -> None:
        """A row of a form that lay in a recipient's folder on a day."""
        number, due = str(row["文号"]), later(day, DAYS_TO_ANSWER)
        assert row["办理时限"] == f"{due.year}年{due.month}月{due.day}日", number
        assert number not in self.slips
        told = (str(row[name]) for name in ("线索编号", "身份证号", "等级"))
        clue, person, level = told
        self.slips[number] = Slip(number, clue, recipient, person, level, [Round(day, due)])

    def feedback(self, day: date, recipient: str, rows: Iterable[Row]) -> int:
        """Rows of a form that came back; how many of them have to go back."""
        refused = sum(not self._take(day, recipient, {name: cell or None for name, cell in row.items()}) for row in rows)
        self.refused += refused
        return refused

    def _take(self, day: date, recipient: str, row: Row) -> bool:
        slip = self._named(row)
        if slip is None or slip.recipient != recipient:
            return False
        days = {name: read_day(row[name]) for name in ("签收日期", "反馈日期") if row.get(name)}
        if any(said is None or said > day or said < slip.rounds[0].opened for said in days.values()):
            return False
        result, reason, request = row.get("处理结果"), row.get("未纳入原因"), (row.get("申请事项"), row.get("申请理由"))
        answer = (result, row.get("救助金额"), reason)
        asks = request[0] if request[0] and request not in slip.asked else None
        of_now = {
            name: slip.last is slip.rounds[0] or (days.get(name) or date.min) >= slip.last.opened
            for name in ("签收日期", "反馈日期")
        }
        stands = slip.last.answers[-1][1] if slip.last.answers else None
        if result and (result not in RESULTS or asks or (result in NOTHING and not reason)):
            return False
        fresh = request[0] and request not in slip.asked
        half = not result and (reason or row.get("救助金额")) and not fresh
        if half or (not result and not request[0] and (request[1] or row.get("反馈日期"))):
            return False
        if (request[0] and not request[1]) or (result and answer != stands and not of_now["反馈日期"]):
            return False
        if asks == "延期" and (slip.last.extended or slip.state != "open" or day > slip.last.due):
            return False
        if (asks == "退回" or (result and stands is None)) and slip.state != "open":
            return False
        signs = (row.get("签收人") or row.get("签收日期")) and slip.last.signed is None and of_now["签收日期"]
        works = row.get("调查情况") and not result and request[0] != "退回" and len(slip.rounds) == 1 and stands is None
        if (signs and slip.state in ("returned", "withdrawn", "redirected")) or (works and slip.state != "open"):
            return False
        self._apply(slip, day, answer if result and answer != stands else None, asks, request)
        slip.last.signed = day if signs else slip.last.signed
        return True

    def _named(self, row: Row) -> Slip | None:
        """The slip that a row names: by number and clue, or by the digits that guard themselves."""
        text = str(row.get("文号") or "")
        printed, clue = re.fullmatch(r"\D+(\d{4})\D+(\d+)\D*", text), row.get("线索编号")
        if printed is None:
            if not (re.fullmatch(r"\d{11}", text) and mod_11_10.is_valid(text)):
                return None
            printed = re.fullmatch(r"(\d{4})(\d{6})\d", text)
        slip = self.slips.get(f"博救转〔{printed[1]}〕{int(printed[2]):04d}号")
        if slip is None or (clue and clue != slip.clue):
            return None
        return slip if clue or text.isdigit() else None

    def _apply(
        self, slip: Slip, day: date, answer: tuple[object, ...] | None, asks: object, request: tuple[object, object]
    ) -> None:
        now = slip.last
        if asks:
            slip.asked.add(request)
            self.taken[str(asks)] += 1
        if asks == "延期":
            now.extended, now.due = True, later(now.due, DAYS_OF_EXTENSION)
        elif asks == "退回":
            slip.end(day, "returned")
        if answer:
            self.answer(slip, day, answer)

    def answer(self, slip: Slip, day: date, answer: tuple[object, ...]) -> None:
        """The answer of a round, or what it is changed to."""
        now = slip.last
        self.taken["更正" if now.answers else "逾期反馈" if day > now.due else "反馈"] += 1
        if not now.answers:
            now.late = day > now.due
            slip.end(day, "answered")
        now.answers.append((day, answer))

    def again(self, number: str, day: date) -> None:
        """The centre sends a slip out again."""
        self.slips[number].open_again(day)

    def withdraw(self, number: str, day: date) -> None:
        """The centre takes a slip back."""
        self._give_up(self.slips[number], day, "withdrawn")

    def redirect(self, number: str, day: date) -> None:
        """The centre hands a slip on: another form with another number lies in another folder."""
        self._give_up(self.slips[number], day, "redirected")
        self.slips[number].last.redirected = True

    def _give_up(self, slip: Slip, day: date, how: str) -> None:
        if slip.state == "open":
            slip.end(day, how)
        slip.state = how

    def draw(self, first: date, last: date, chosen: dict[str, str]) -> None:
        """The centre draws whom to visit of a month; `chosen`: number → why, as its form says. All others answered in the month are done."""
        fresh = [slip for slip in self.slips.values() if slip.state == "answered" and first <= (slip.last.ended or first) <= last]
        leads = {slip.number: slip for slip in fresh if slip.is_lead}
        results = {number: slip.last.answers[-1][1][0] for number, slip in leads.items()}
        aided = {number for number, result in results.items() if result in AID}
        unfit = {number for number, result in results.items() if result in NOTHING and leads[number].level in "红橙"}
        assert set(chosen) <= set(leads)
        assert {number for number, why in chosen.items() if why == "已给予救助"} == aided
        assert {number for number, why in chosen.items() if why[1:].startswith("级")} == unfit
        assert sum(why == "抽查" for why in chosen.values()) == ceil(len(leads.keys() - aided - unfit) / 10)
        for slip in fresh:
            slip.state = "visiting" if slip.number in chosen else "done"

    def visits(self, day: date, rows: Iterable[Row]) -> int:
        """Rows of the form of return visits that came back; how many of them have to go back."""
        refused = sum(not self._hear(day, {name: cell or None for name, cell in row.items()}) for row in rows)
        self.refused += refused
        return refused

    def _hear(self, day: date, row: Row) -> bool:
        slip, outcome, visited = self._named(row), row.get("回访结果"), read_day(row.get("回访日期") or "")
        if slip is None or not (outcome and row.get("回访人") and visited):
            return False
        if (outcome in NOT_CONTENT and not row.get("回访情况")) or visited > day or visited < (slip.last.ended or visited):
            return False
        if outcome not in CONTENT + NOT_CONTENT or (outcome, visited) in slip.heard:
            return True
        if slip.state != "visiting":
            return False
        slip.heard.add((outcome, visited))
        slip.last.visited, slip.last.content, slip.state = day, outcome in CONTENT, "done"
        if outcome in NOT_CONTENT:
            slip.open_again(day)
        return True

    def notices(self, day: date) -> dict[str, set[tuple[str, str, date, date, int]]]:
        """Recipient → step, number, day handed over, deadline, working days after it, of every notice that has to go out on a morning."""
        told = defaultdict(set)
        due = {later(day, -offset): (offset, step) for offset, step in STEPS.items()} if chinese_calendar.is_workday(day) else {}
        for slip in self.slips.values():
            if slip.state == "open" and slip.last.due in due:
                offset, step = due[slip.last.due]
                told[slip.recipient].add((step, slip.number, slip.last.opened, slip.last.due, max(offset, 0)))
        return dict(told)

    def overdue(self, day: date) -> set[str]:
        """The slips that are open after their deadline at the end of a day."""
        return {slip.number for slip in self.slips.values() if slip.state == "open" and slip.last.due < day}

    def undecided(self, day: date) -> dict[str, bool]:
        """The slips that were given back and wait for the centre at the end of a day; whether it had more than two working days."""
        waiting = {slip.number: slip.last.ended for slip in self.slips.values() if slip.state == "returned"}
        return {number: later(ended or day, DAYS_TO_DECIDE) < day for number, ended in waiting.items()}

    def month(self, first: date, last: date) -> dict[str, Counter[str]]:
        """Recipient, and 合计, → the figures of a month that has just ended."""
        told = defaultdict(Counter)
        for slip in self.slips.values():
            own = Counter[str]()
            for one in slip.rounds:
                own.update(figures(one, first, last))
            told[slip.recipient] += own
            told["合计"] += own
        return told
