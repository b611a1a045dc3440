"""The notices of supervision on paper: one letter a recipient and day, with all its slips, and the centre's 通报 list.

Belongs here: words and layout. Does not belong here: which slips (supervision). No person is named: the number says whom it is about. The
same lines give the same bytes.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from matching.calendar import say_day
from matching.casework.supervision import NoticeLine, Step
from matching.letters import Letter

TITLES = {Step.REMIND: "办理提醒", Step.URGE: "催办通知书", Step.ESCALATE: "督办通知书"}
"""A letter is called after the gravest of its steps."""
HEADS = {
    Step.ESCALATE: "红色督办：催办后仍未反馈，已列入通报名单",
    Step.URGE: "黄色催办：已超过办理时限",
    Step.REMIND: "蓝色提醒：即将到期",
}
OPENING = (
    "贵单位承办的下列困难群众线索转办单，截至{day}我中心尚未收到办理结果。请尽快安排入户核实，以免有困难的群众得不到及时帮助。"
)
HOW = (
    "一、请在反馈表中填写签收、调查情况和处理结果，放入反馈文件夹：{folder}。",
    "二、在时限之前确需延长的，请在反馈表的“申请事项”中选择延期并写明理由；不应由贵单位办理的，选择退回并写明理由。",
    "三、本通知发出前后刚刚反馈的，请以回执为准，不必理会本通知。",
)
CLOSING = "如有困难或疑问，请与我中心联系。感谢支持！"
HEADINGS = ("序\n号", "文号", "等\n级", "转办日期", "办理时限", "目前状态", "逾期\n工作日")
WIDTHS = (9, 48, 11, 28, 28, 26, 20)
"""In mm."""
LIST_TITLE = "通报名单"
LIST_OPENING = "下列转办单超过办理时限，经催办满{days}个工作日仍未反馈，截至{day}共{count}件，拟予通报。请核对后使用。"
LIST_HEADINGS = ("序\n号", "承办单位", "文号", "等\n级", "办理时限", "目前状态", "逾期\n工作日")
LIST_WIDTHS = (9, 34, 48, 11, 28, 24, 16)


def notice_name(lines: Sequence[NoticeLine], day: date) -> str:
    """What the file of a letter is called."""
    return f"{TITLES[_gravest(lines)]}_{day:%Y%m%d}.docx"


def write_notice(lines: Sequence[NoticeLine], recipient: str, inbox: str, centre: str, day: date, path: Path) -> Path:
    """Write one recipient's letter; `inbox`: the folder for its feedback. Returns the path."""
    title = TITLES[_gravest(lines)]
    letter = Letter(" ".join(title))
    letter.address(recipient)
    letter.say(OPENING.format(day=say_day(day)))
    for step, own in groupby(sorted(lines, key=_order), attrgetter("step")):
        letter.head(HEADS[step])
        letter.table(HEADINGS, WIDTHS, _rows(list(own)), left=(1,))
    letter.space(10)
    for sentence in HOW:
        letter.say(sentence.format(folder=inbox))
    letter.say(CLOSING)
    letter.sign(centre, day)
    return letter.save(path, title=title, author=centre, day=day)


def write_circular(late: Sequence[tuple[str, NoticeLine]], after_days: int, centre: str, day: date, path: Path) -> Path:
    """Write the centre's list of those to be named (通报); `late`: recipient by name and slip. Returns the path."""
    letter = Letter(" ".join(LIST_TITLE))
    letter.say(LIST_OPENING.format(days=after_days, day=say_day(day), count=len(late)))
    letter.space(8)
    rows = (
        (str(number), name, item.slip_no, item.level, item.due_on.isoformat(), item.state, str(item.late))
        for number, (name, item) in enumerate(late, start=1)
    )
    letter.table(LIST_HEADINGS, LIST_WIDTHS, rows, left=(1, 2))
    letter.sign(centre, day)
    return letter.save(path, title=LIST_TITLE, author=centre, day=day)


def _gravest(lines: Sequence[NoticeLine]) -> Step:
    return min((item.step for item in lines), key=list(HEADS).index)


def _order(item: NoticeLine) -> tuple[int, date, str]:
    """The gravest step first, then the most overdue."""
    return list(HEADS).index(item.step), item.due_on, item.slip_no


def _rows(lines: Sequence[NoticeLine]) -> Iterator[tuple[str, ...]]:
    for number, item in enumerate(lines, start=1):
        days = (item.opened_on.isoformat(), item.due_on.isoformat())
        yield str(number), item.slip_no, item.level, *days, item.state, str(item.late) if item.late else "—"
