"""The receipt: what became of a drop and what the sender should do, in words a clerk knows.

Belongs here: the receipt's text and name. Does not belong here: drawing it (drawing), the verdict (check, or the pipeline for
duplicates), and the correction workbook (corrections). A receipt holds no value of any row.
"""

import re
from pathlib import Path

from matching.calendar import period_in_chinese
from matching.contracts import RollContract, TableContract
from matching.drops import BUSINESS_TIME, Drop
from matching.findings import Finding, Severity, Verdict
from matching.installation import Installation
from matching.validate.checked import Checked, holds_unread
from matching.validate.papers.corrections import write_corrections
from matching.validate.papers.drawing import draw_receipt
from matching.validate.papers.pages import mask_numbers
from matching.validate.rows.claims import STILL_OPEN

WHAT_TO_DO = {
    Verdict.ACCEPTED: "全部数据已接收，无需再做什么。如下面有提示，请在方便时核对。",
    Verdict.PARTLY: "{accepted} 行已接收，不必再报。",
    Verdict.REJECTED: "本文件未接收任何数据。请按下面的说明改好后重新报送。",
    Verdict.ZERO: "已登记为零报告（本期无数据），无需再做什么。如本期其实有数据，请直接报送表格。",
    Verdict.DUPLICATE: "文件中的内容以前都报送过，没有重复登记。如这本应是新一期的名单，请核对是否放错了文件；如要更正，请修改内容后再报送。",
    Verdict.WAITING: "文件还在传输或正被打开，暂未读取。传输完成并关闭文件后，系统会自动读取，无需重新报送。",
    Verdict.WITHDRAWN: "所选的行已撤回，不再催办更正，中心可以查到。撤回不是报送：本期确无人员的，请另报零报告。",
    Verdict.MISPLACED: "这个文件放错了文件夹，未接收任何数据。请按下面的说明放入正确的文件夹。",
}
CORRECT = "请打开同一文件夹里的「{book}」，改好标红的单元格，保存后放回报送文件夹「{folder}」；不再报送的行选「撤回」并写明原因。"
ROWS_BACK = "{rejected} 行退回："
ALL_TAKEN = "本文件中的数据已全部接收。"
NOT_READ = "另有工作表没有读取，其中可能有人员：请看下面「未读取」的说明。"
CORRECT_WHOLE = "请对照同一文件夹里的「{book}」，在完整的名册中更正这些行，再把名册整份放回报送文件夹「{folder}」。"
UNSAFE_NAME = re.compile(r"[\\/:*?\"<>|\s]+")
OUR_PREFIX = re.compile(r"^(?:待更正|回执)_\d{8}-\d{4}_")
OUR_SUFFIX = re.compile(r"(?:_(?:[\u4e00-\u9fff]+))?_[0-9a-f]{6}$")
STEM = 40
WAITING_PREFIX = "回执_等待_"
LONGEST_PART = 60


def write_receipt(checked: Checked, drop: Drop, contract: TableContract, installation: Installation, folder: Path) -> list[Path]:
    """Write the receipt and, if rows were set aside, the correction workbook, below `folder` (the receipts' root) in the
    mirror of the drop's own folder. The same drop and verdict give the same names and bytes. Returns the paths written."""
    receipt, corrections = _paths(checked.verdict, drop, folder)
    written = [receipt]
    if checked.failing.rows:
        write_corrections(checked.failing, corrections, drop.received_at, isinstance(contract, RollContract))
        written.append(corrections)
    facts = _facts(drop, contract.title, installation) + _counts(checked)
    draw_receipt(receipt, checked, drop, facts, _todo(checked, corrections.name, drop, contract))
    return written


def write_notice(
    verdict: Verdict, drop: Drop, installation: Installation, folder: Path, findings: tuple[Finding, ...] = ()
) -> list[Path]:
    """Write the receipt of a verdict that needs no look into the file: a duplicate, a file that still moves, a file in
    no agreed folder (MISPLACED). `folder` as for write_receipt. Returns the path written."""
    receipt, _ = _paths(verdict, drop, folder)
    table = installation.tables.get(drop.table or "")
    checked = Checked(verdict, "", findings)
    draw_receipt(
        receipt, checked, drop, _facts(drop, table.title if table else "", installation), _todo(checked, "", drop, table)
    )
    return [receipt]


def notice_path(verdict: Verdict, drop: Drop, folder: Path) -> Path:
    """Where write_notice writes. The notice of a file that waits has no time in its name: it is written once."""
    return _paths(verdict, drop, folder)[0]


def not_agreed(agreed: list[str]) -> Finding:
    """The finding for a file that lies in none of the agreed folders; `agreed`: their names, as many as should be told."""
    cure = "请放入本单位约定的报送文件夹" + (f"，如：{'、'.join(agreed)}" if agreed else "")
    return Finding("NO_AGREED_FOLDER", Severity.FILE, "文件所在的文件夹不是约定的报送文件夹", cure)


def _paths(verdict: Verdict, drop: Drop, folder: Path) -> tuple[Path, Path]:
    moment = f"{drop.received_at.astimezone(BUSINESS_TIME):%Y%m%d-%H%M}"
    stem = OUR_SUFFIX.sub("", OUR_PREFIX.sub("", Path(drop.name).stem))
    stem = UNSAFE_NAME.sub("_", mask_numbers(stem)).strip("._")[:STEM] or "文件"
    below = folder.joinpath(*(part[:LONGEST_PART] for part in drop.folder.split("/")))
    key = drop.drop_id[:6]
    if verdict is Verdict.WAITING:
        return below / f"{WAITING_PREFIX}{stem}_{key}.xlsx", below
    return below / f"回执_{moment}_{stem}_{verdict.chinese}_{key}.xlsx", below / f"待更正_{moment}_{stem}_{key}.xlsx"


def _facts(drop: Drop, title: str, installation: Installation) -> list[tuple[str, str]]:
    sender = drop.folder.split("/")[0]
    if drop.unit:
        sender = installation.district.unit(drop.unit).name
    return [
        ("文件名", mask_numbers(drop.name)),
        ("报送单位", sender),
        ("报送表格", title or "（不在约定的报送文件夹）"),
        ("回执编号", drop.drop_id),
        ("收到时间", f"{drop.received_at.astimezone(BUSINESS_TIME):%Y年%m月%d日 %H:%M}"),
    ]


def _counts(checked: Checked) -> list[tuple[str, str]]:
    facts = [("所属时段", period_in_chinese(checked.period))]
    if checked.sheet:
        facts.append(("读取的工作表", mask_numbers(checked.sheet)))
    facts += [
        ("报送行数", str(checked.rows_in)),
        ("接收行数", str(checked.rows_accepted)),
        ("退回行数", str(checked.rows_rejected)),
    ]
    if checked.rows_repeated:
        facts.append(("重复行数", f"{checked.rows_repeated}（与本表其他行或以前报送的内容完全相同，未重复登记）"))
    if checked.rows_withdrawn:
        facts.append(("撤回行数", f"{checked.rows_withdrawn}（原来退回的行，报送单位不再报送）"))
    if checked.dropped_columns:
        names = "、".join(map(mask_numbers, checked.dropped_columns))
        facts.append(("未采用的列", f"{names}（约定表格中没有这些列，内容未保存）"))
    return facts


def _todo(checked: Checked, corrections: str, drop: Drop, contract: TableContract | None) -> str:
    words = CORRECT_WHOLE if isinstance(contract, RollContract) else CORRECT
    correct = words.format(book=corrections, folder=drop.folder)
    if checked.verdict is Verdict.WAITING and checked.findings:
        return f"{checked.findings[0].message}。{checked.findings[0].cure}。"
    if checked.verdict is Verdict.REJECTED and checked.failing.rows:
        return f"所有行都未接收。{correct}"
    accepted = checked.rows_accepted + checked.rows_repeated
    left = [item for item in checked.findings if item.rule == STILL_OPEN]
    todo = ALL_TAKEN if left and checked.verdict is Verdict.ACCEPTED else WHAT_TO_DO[checked.verdict].format(accepted=accepted)
    if checked.verdict is Verdict.PARTLY and checked.rows_rejected:
        todo += ROWS_BACK.format(rejected=checked.rows_rejected) + correct
    if checked.verdict is Verdict.PARTLY and holds_unread(checked.findings):
        todo += NOT_READ
    return todo + "".join(f"{item.message}：{item.cure}。" for item in left)
