"""What the sender of a row is told about it: one sentence and one cure a rule.

Belongs here: the sentences. Does not belong here: when they apply (answers).
"""

from enum import StrEnum
from typing import NamedTuple


class Weight(StrEnum):
    """Whether a problem sets the row aside or is only told."""

    ROW = "row"
    WARNING = "warning"


class Problem(NamedTuple):
    """Something to be told of a row. `column`: of FeedbackColumns or VisitColumns."""

    rule: str
    column: str
    words: tuple[tuple[str, str], ...] = ()
    """What stands in the places of the sentence."""

    @property
    def weight(self) -> Weight:
        return PROBLEMS[self.rule][0]

    @property
    def message(self) -> str:
        return PROBLEMS[self.rule][1].format(**dict(self.words))

    @property
    def cure(self) -> str:
        return PROBLEMS[self.rule][2]


PROBLEMS: dict[str, tuple[Weight, str, str]] = {
    "SLIP_UNKNOWN": (Weight.ROW, "没有发过这个文号的转办单", "请从转办单或反馈表中原样抄写文号或二维码下的十一位编号"),
    "SLIP_OF_ANOTHER": (Weight.ROW, "这张转办单不是发给本单位的", "请核对文号；确由本单位办理的，请联系中心改派"),
    "SLIP_REDIRECTED": (
        Weight.ROW,
        "这张转办单已改派给{unit}（新文号{slip_no}），由{unit}办理，本行没有登记",
        "无需再报；已经入户的，请把情况告诉改派后的单位，由它在新文号下反馈",
    ),
    "SLIP_BEFORE_REDIRECTED": (
        Weight.ROW,
        "这是改派以前的文号，改派给{unit}的是{slip_no}",
        "请用改派后的反馈表，或把文号改写为新文号后重新报送本行",
    ),
    "CLUE_OTHER": (Weight.ROW, "文号与线索编号不是同一件", "请从反馈表中原样复制文号和线索编号"),
    "PERSON_OTHER": (
        Weight.ROW,
        "与这个文号的转办单上的人对不上，像是排序或复制时错了行",
        "请对照反馈表原件核对整行（文号、线索编号、姓名、身份证号和填写的内容），改正后重新报送本行；转办单上的姓名或号码有误的，照原样保留，写在调查情况里",
    ),
    "SLIP_UNGUARDED": (
        Weight.ROW,
        "只写了文号，抄错一位也看不出来",
        "请同时填写线索编号，或改写转办单二维码下的十一位编号",
    ),
    "SLIP_SAID_TWICE": (
        Weight.ROW,
        "本表中这张转办单有几行，内容不同，不知道以哪一行为准，都没有登记",
        "请核对后只留正确的一行，重新报送",
    ),
    "SLIP_TWICE": (Weight.ROW, "这张转办单在上面已有一行，编号写法不同", "请合并为一行后重新报送"),
    "RESULT_AND_REQUEST": (
        Weight.ROW,
        "同时填写了处理结果和退回或延期申请",
        "已办结的请清空申请事项；要退回或延期的请清空处理结果",
    ),
    "REASON_BLANK": (
        Weight.ROW,
        "没有给予救助的处理结果需要说明原因，而「未纳入原因」未填",
        "请填写不符合哪一条、在哪个名册（户主和类别）、怎样查找的或转往何处，再报送本行",
    ),
    "RESULT_BLANK": (
        Weight.ROW,
        "已填写反馈内容，而「处理结果」未填，本行没有登记",
        "已办理的请选择处理结果后重新报送本行；只是签收或入户的，请只填签收和调查情况各栏",
    ),
    "REQUEST_BLANK": (
        Weight.ROW,
        "已填写申请理由，而「申请事项」未选，本行没有登记",
        "请选择退回或延期后重新报送本行；不申请的请清空申请理由",
    ),
    "REQUEST_REASON_BLANK": (Weight.ROW, "申请退回或延期而「申请理由」未填", "请填写理由后重新报送本行"),
    "DAY_BEFORE_ISSUE": (Weight.ROW, "签收日期或反馈日期早于转办日期", "请核对日期后重新报送本行"),
    "ANSWER_BEFORE_AGAIN": (
        Weight.ROW,
        "本件已重办，而本行的处理结果没有写重办以后的反馈日期，分不清是不是重办以前的",
        "请重新核实后填写处理结果和新的反馈日期，再报送本行",
    ),
    "MOVE_REFUSED": (Weight.ROW, "这张转办单现为「{state}」，不能再登记「{event}」", "请核对文号；确需更改的，请联系中心重办"),
    "EXTENSION_LATE": (Weight.ROW, "延期须在办理时限之前申请，本件时限已过", "请尽快办理并反馈；逾期情况可在调查情况中说明"),
    "EXTENSION_SPENT": (Weight.ROW, "本件已延期，不能再延", "请在现有时限内办理并反馈，确有困难的请联系中心"),
    "EXTENSION_WAITS": (
        Weight.WARNING,
        "延期申请在时限以前收到，已登记；新时限所在年份的工作日安排尚未录入，还算不出到哪一天",
        "不必再报：中心录入后自动延期（请告知中心，schemas/lookups/calendar.yml）；在此以前仍请尽快办理",
    ),
    "CALENDAR_MISSING": (
        Weight.ROW,
        "{year}年的工作日安排尚未录入，本行要求的办理时限算不出来，未作登记",
        "请告知中心录入该年的工作日安排（schemas/lookups/calendar.yml）；录入后重新报送本行",
    ),
    "ANSWERED_LATE": (Weight.WARNING, "已超过办理时限，反馈已登记并记为逾期", "无需重报"),
    "ANSWER_CHANGED": (
        Weight.WARNING,
        "与此前的反馈不同，以本次为准（此前的反馈留存备查）",
        "无需处理；如非更正，请重新报送正确的一行",
    ),
    "SIGNED_OTHERWISE": (Weight.WARNING, "签收人或签收日期与此前登记的不同，以第一次登记的为准", "无需处理"),
    "ASKED_BEFORE": (
        Weight.WARNING,
        "这项申请此前已登记，中心已答复并要求重办，没有再次登记",
        "请办理后反馈；仍需退回或延期的，请写明新的理由后重新报送本行",
    ),
    "OUTCOME_BLANK": (Weight.ROW, "填写了回访情况而「回访结果」未填", "请从下拉框选择回访结果后重新报送本行"),
    "VISITOR_BLANK": (Weight.ROW, "「回访人」或「回访日期」未填", "请补填后重新报送本行"),
    "VISIT_NOTE_BLANK": (Weight.ROW, "不满意或未入户而「回访情况」未填", "请写明对方怎么说，以便承办单位重新办理"),
    "VISIT_TO_COME": (Weight.WARNING, "没有联系上，本件仍待回访", "请换时间再联系，联系上后补报本行"),
    "VISIT_BEFORE_ANSWER": (Weight.ROW, "回访日期早于反馈日期", "请核对日期后重新报送本行"),
    "AMOUNT_BLANK": (Weight.WARNING, "已给予救助而「救助金额」未填", "请在金额确定后补报本行"),
}


def no_calendar(year: int, column: str) -> Problem:
    """What is told of a row whose deadline falls into a year that nobody filled in."""
    return Problem("CALENDAR_MISSING", column, (("year", str(year)),))
