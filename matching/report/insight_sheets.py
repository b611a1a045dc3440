"""The sheets of a month that help people decide: who reports well, which townships find few, what rules and the line of review came to, and
how many people blind samples say are missed.

Belongs here: their columns and what they mean in words. Does not belong here: counting (matching.report.insights).
"""

from typing import Any

from matching.shapes import Bucket
from matching.sheets import Column

Row = dict[str, Any]
NOTHING = ("—", "centre")
SENDERS = "应报、按时、逾期、未报按时限落在本月的报送计；其余按本月收到的文件计；退回 = 需更正后重报的行"
DETECTION = (
    "近一年 · 应有线索 = 在册户数 × 全区每户线索数 · 比值的95%区间（Garwood）整个低于1的标“偏少”：只说明发现得比全区少，"
    "可能是真少，也可能是没有发现，请核查"
)
ADVICE = "近一年 · 救助率的95%区间（Wilson）整个在全区救助率一侧才提建议，答复不足30件不提 · 仅供研究，规则只由人改"
LINES = (
    "以往人工研判过的人员对 · 如把研判线提高到该分数：少问的对数，其中经判定为同一人的（将作新线索入户，不会漏人，但多走一趟）"
)

MISSED = (
    "近一年抽取的盲核样本 · 已在册判“不是”的是漏派，新增判“同一人”的只是多走一趟 · 估计数 = 总数 × 判错 ÷ 已判，95%区间按不放回抽样精确计算（超几何分布）"
    " · 无法判断、意见相反和未交回的不计入"
)
DRAWN = {bucket.value: bucket.chinese for bucket in Bucket}


def senders() -> list[Column]:
    return [
        Column("报送单位", 20, lambda row: (row["name"], "text")),
        *(_count(heading, field) for heading, field in (("应报\n次数", "expected"), ("按时", "on_time"), ("逾期\n已报", "late"))),
        _alarm("逾期\n未报", "missing"),
        _count("即时\n记录", "records"),
        _alarm("其中\n逾期", "records_late"),
        _count("收到\n文件", "files"),
        _alarm("整份\n退回", "refused"),
        _count("行数", "rows_in"),
        _alarm("退回\n行数", "rows_aside"),
        _share("退回\n比例", "aside_share"),
        _count("重复\n行数", "rows_repeated"),
        Column(
            "退回最多的栏目", 34, lambda row: ("；".join(f"{one['column']} {one['rows']}行" for one in row["faults"]), "text")
        ),
    ]


def detection() -> list[Column]:
    return [
        Column("镇街", 14, lambda row: (row["name"], "text")),
        _count("在册\n户数", "households"),
        _count("线索", "clues"),
        _number("应有\n线索", "expected"),
        _number("实有÷\n应有", "ratio"),
        _number("区间\n下限", "low"),
        _number("区间\n上限", "high"),
        Column("提示", 10, lambda row: ("偏少", "word") if row["few"] else ("", "centre")),
    ]


def advice() -> list[Column]:
    return [
        *rule(),
        _count("定级\n线索", "clues"),
        _count("答复", "done"),
        _count("给予\n救助", "aided"),
        _share("救助率", "share"),
        _share("区间\n下限", "low"),
        _share("区间\n上限", "high"),
        _share("全区\n救助率", "overall"),
        Column("建议", 22, lambda row: (row["advice"], "centre")),
    ]


def rule() -> list[Column]:
    """A rule by its name, and what it says."""
    return [Column("规则", 28, lambda row: (row["name"], "text")), Column("含义", 40, lambda row: (row["meaning"], "text"))]


def lines() -> list[Column]:
    return [
        _number("研判线（分数）", "line", 20),
        _count("要问的对数", "asked", 20),
        _count("少问的对数", "spared", 20),
        _count("其中同一人", "spared_same", 20),
    ]


def missed() -> list[Column]:
    return [
        Column("样本", 15, lambda row: (row["sample_no"], "text")),
        Column("范围", 20, lambda row: (row["scope"], "text")),
        Column("抽取\n日期", 11, lambda row: (row["drawn_on"], "centre")),
        Column("比对\n结果", 9, lambda row: (DRAWN[row["bucket"]], "centre")),
        *(_count(heading, field) for heading, field in (("总数", "population"), ("抽取", "drawn"), ("已判", "judged"))),
        _alarm("其中\n判错", "wrong"),
        _count("已转为\n线索", "sent_out"),
        _count("无法\n判断", "unsure"),
        _count("未交回", "waiting"),
        _number("估计\n判错", "estimate"),
        _whole("区间\n下限", "low"),
        _whole("区间\n上限", "high"),
    ]


def _count(heading: str, field: str, width: float = 9) -> Column:
    return Column(heading, width, lambda row: (row[field], "count"))


def _alarm(heading: str, field: str) -> Column:
    return Column(heading, 9, lambda row: (row[field], "warn" if row[field] else "count"))


def _number(heading: str, field: str, width: float = 9) -> Column:
    return Column(heading, width, lambda row: NOTHING if row[field] is None else (row[field], "number"))


def _whole(heading: str, field: str) -> Column:
    return Column(heading, 9, lambda row: NOTHING if row[field] is None else (row[field], "count"))


def _share(heading: str, field: str) -> Column:
    return Column(heading, 9, lambda row: NOTHING if row[field] is None else (row[field], "share"))
