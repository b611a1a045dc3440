"""The reminder on paper: 催报通知, one Word document for one sender.

Belongs here: its words and layout. Does not belong here: whom it is for and what is missing (reminders).
The same notice gives the same bytes.
"""

from collections.abc import Iterator
from pathlib import Path

from matching.calendar import period_in_chinese, say_day
from matching.installation import Installation
from matching.letters import Letter
from matching.report.reminders import Notice

HEADINGS = ("序\n号", "报送名称", "时段", "应报日期", "逾期\n工作日", "催报\n次数", "说明")
WIDTHS = (9, 31, 53, 28, 15, 12, 22)
"""In mm."""
OPENING = "按照主动发现困难群众工作的报送安排，贵单位下列名单已过应报日期，截至{day}我中心尚未收到。请尽快报送，以免有困难的群众得不到及时帮助。"
HOW = (
    "一、请把名单放入报送文件夹：{folders}。",
    "二、该时段没有人员的，请报送零报告，并在文件名里写明时段，如“{example}零报告”；零报告视同已报送。",
    "三、文件被退回的不算报送，请按 receipts 文件夹中的回执更正后重新报送；部分接收的算已报送。",
    "四、本通知发出前后刚刚报送的，请以回执为准，不必理会本通知。",
)
CLOSING = "如有困难或疑问，请与我中心联系。感谢支持！"


def write_letter(notice: Notice, installation: Installation, receipts: Path) -> Path:
    """Write a reminder into its sender's own folder below `receipts`, all at once; returns its path."""
    name, author = notice.recipient.name(installation.district), installation.district.centre
    folder = receipts / _group(notice, installation) / name if notice.recipient.kind == "unit" else receipts / name
    letter = Letter("催 报 通 知")
    letter.address(name)
    letter.say(OPENING.format(day=say_day(notice.issued_on)))
    letter.space(8)
    letter.table(HEADINGS, WIDTHS, _rows(notice, installation), left=(1, 6))
    letter.space(10)
    folders = "、".join(_folders(notice, name, installation))
    example = period_in_chinese(notice.lines[0].period).split("（")[0]
    for sentence in HOW:
        letter.say(sentence.format(folders=folders, example=example))
    letter.say(CLOSING)
    letter.sign(author, notice.issued_on)
    path = folder / f"催报通知_{notice.issued_on:%Y%m%d}.docx"
    return letter.save(path, title="催报通知", author=author, day=notice.issued_on)


def _group(notice: Notice, installation: Installation) -> str:
    """The folder that holds the units' folders."""
    contract = installation.feeds[notice.lines[0].feed]
    return installation.district.department(contract.department).name


def _folders(notice: Notice, name: str, installation: Installation) -> list[str]:
    group = f"{_group(notice, installation)}/" if notice.recipient.kind == "unit" else ""
    titles = dict.fromkeys(installation.feeds[item.feed].title for item in notice.lines)
    return [f"inbox/{group}{name}/{title}" for title in titles]


def _rows(notice: Notice, installation: Installation) -> Iterator[tuple[str, ...]]:
    for number, item in enumerate(notice.lines, start=1):
        title, period = installation.feeds[item.feed].title, period_in_chinese(item.period).replace("（", "\n（")
        yield str(number), title, period, item.due_on.isoformat(), str(item.late), str(item.times), item.note
