"""Expectations that follow from a contract: nothing a contract says is said again in expectations/.

Belongs here: contract → Great Expectations configurations, and the sentence of each rule. Does not belong here:
running them (suites), and rules no contract can say (expectations/<code>.json). A rule is a plain dict in the
suite's JSON form; its meta holds rule, scope (row or file), column, message and cure.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from matching.calendar import period_in_chinese
from matching.contracts import Cadence, Column, FeedContract, TableContract
from matching.validate.rows.frame import IDENTITIES, NUMBERED, REQUIRED_BLANK
from matching.validate.rows.period import LONG_AGO
from matching.validate.rows.person import ID_AGE_ODD
from matching.validate.rows.repeats import CONFLICTING, REPEATED
from matching.validate.values.cells import Problem
from matching.validate.values.identity import IdStatus
from matching.validate.values.readers import DITTOED, FREE_TEXT, PARSED

Rule = dict[str, Any]
Sentence = tuple[str, str]

PROBLEMS: dict[str, tuple[tuple[Problem, ...], tuple[Sentence, ...]]] = {
    "date": (
        (Problem.DATE_UNREADABLE, Problem.DATE_AMBIGUOUS),
        (
            ("日期无法识别", "请按「2026-05-03」的样式填写年月日"),
            ("日期有两种读法，分不清年、月、日", "请按「2026-05-03」的样式填写，年份写四位"),
        ),
    ),
    "month": (
        (Problem.MONTH_UNREADABLE, Problem.MONTH_AMBIGUOUS),
        (
            ("月份无法识别", "请按「2026-05」的样式填写"),
            ("月份有两种读法（如 2026.1 可能是 1 月，也可能是 10 月）", "请按「2026-01」或「2026-10」的样式填写"),
        ),
    ),
    "remark": (
        (Problem.SAYS_ENDED,),
        (("写着停发、注销、死亡、迁出一类的话", "确已停止的，请填写「停止月份」；仍在享受的，请改写后重新报送"),),
    ),
    "ended": (
        (Problem.SAYS_ENDED,),
        (
            (
                "填写了停发、注销、死亡或迁出的日期或原因，已按停止处理",
                "确已停止的，请填写「停止月份」，或无需处理；仍在享受的，请清空后重新报送",
            ),
        ),
    ),
    "money": (
        (Problem.MONEY_UNREADABLE, Problem.MONEY_UNIT_DOUBTFUL, Problem.MONEY_POINT_DOUBTFUL),
        (
            ("金额无法识别", "请只填写数字，单位为元，如 23000 或 23000.50"),
            (
                "分不清这个数字的单位：表头或标题写明万元等，数字却像是以元填写的，或写了元和万元两种单位",
                "请在数字后写明单位，如「23000元」或「2.3万元」",
            ),
            (
                "金额有三位小数，分不清点是小数点还是千分位（30.500 可能是 30.5 元，也可能是 30500 元）",
                "请写成 30500 或 30.50 的样式后重新报送本行",
            ),
        ),
    ),
    "integer": ((Problem.INTEGER_UNREADABLE,), (("不是整数", "请只填写阿拉伯数字，如 3"),)),
    "enum": ((Problem.ENUM_UNKNOWN,), (("填写内容不在约定的选项之内", ""),)),
    "pair": ((Problem.PAIR_MISTYPED,), (("配对编号有误（位数不对，或有一位抄错）", "请从人工研判表中原样复制配对编号"),)),
}
PROBLEMS["start_month"] = PROBLEMS["end_month"] = PROBLEMS["month"]
NOT_COVERED = "更正以前此人不因这项救助算作在册"
TAKEN_FOR = {
    "start_month": NOT_COVERED,
    "end_month": "更正以前按已停止处理，此人不因这项救助算作在册",
    "ended": NOT_COVERED,
    "remark": NOT_COVERED,
}
"""What becomes of a value that cannot be read, where it is not taken for blank."""
DOUBTS: dict[str, tuple[str, Sentence]] = {
    Problem.NOT_A_NAME.value: ("critical", ("姓名栏里不是姓名，而是号码或日期", "请核对各列是否错位，填写姓名后重新报送本行")),
    Problem.NAME_DITTO.value: ("critical", ("姓名栏写的是「同上」一类的话，不是姓名", "请填写本行人员的姓名后重新报送本行")),
    Problem.DITTO.value: (
        "critical",
        ("写的是「同上」一类的话，系统不从上一行推定，本项按未填处理", "请填写本行自己的内容后重新报送"),
    ),
    Problem.SEVERAL_NAMES.value: (
        "critical",
        (
            "姓名栏里不止一个人",
            "每行只填一个人：请把其他人另起一行，分别填写姓名和身份证号后重新报送；确是一个人的，请去掉姓名中的空格",
        ),
    ),
    Problem.NAME_UNKNOWN.value: ("warning", ("姓名未写明", "如已查明姓名，请补报，以便准确比对")),
    Problem.NAME_WITH_DIGITS.value: ("warning", ("姓名中有数字", "请核对姓名")),
    Problem.PUA_CHARACTER.value: ("warning", ("含有系统造字，其他单位看不到", "请改用通用字库的字")),
    Problem.SHORTENED.value: (
        "critical",
        (
            "这一格只是原文的开头（末尾有「【内容过长，以下未显示】」标记），不能当作全文",
            "请粘贴全文（放不下的请精简），删去末尾的标记后重新报送本行",
        ),
    ),
    Problem.MERGED.value: (
        "critical",
        (
            "合并单元格跨了不同的人，分不清这一项是谁的，本项按未填处理",
            "请取消合并，逐行填写各人自己的内容后重新报送",
        ),
    ),
    Problem.MERGED_PHONE.value: (
        "warning",
        ("电话的合并单元格跨了不同的人，按各人共用的电话登记", "不是共用的，请取消合并，逐行填写后重新报送"),
    ),
    ID_AGE_ODD: ("warning", ("身份证号中的出生日期不合常理（在报送日期之后，或超过 120 岁）", "请与证件核对，更正后可重新报送")),
}
"""Doubts that few tables raise: severity and sentence. They become rules only for the columns in which a row raises them."""
DAMAGED = ("身份证号已被表格软件截断（末几位丢失），无法恢复", "请将身份证号列设为文本格式后重新报送")
CHECKSUM = ("身份证号校验位不符，可能有一位数字填错", "请与证件核对，更正后可重新报送")
MALFORMED = ("身份证号位数或格式不对", "请与证件核对，更正后可重新报送")
MASKED = ("身份证号部分数字被隐去", "如有完整号码，请补报，以便准确比对")
MISSING = ("身份证号未填", "如能补充身份证号，请补报，以便准确比对")


def generated(
    contract: TableContract,
    present: frozenset[str],
    received_on: date,
    period: str | None,
    doubts: frozenset[tuple[str, str]] = frozenset(),
) -> list[Rule]:
    """Every expectation that follows from the contract for the columns a sheet has, in a fixed order. `doubts`: (column,
    problem) of what some row raises, of the kinds in DOUBTS."""
    rules = list(_table_rules(contract, period))
    for column in contract.columns:
        if column.name in present:
            rules += _column_rules(column, contract, received_on)
            rules += [_doubt_rule(column.name, code, contract) for code in DOUBTS if (column.name, code) in doubts]
    return rules


def every_doubt(contract: TableContract) -> frozenset[tuple[str, str]]:
    """All the doubts that a row of this table can raise."""
    kinds = {
        "name": (
            Problem.NOT_A_NAME,
            Problem.NAME_DITTO,
            Problem.SEVERAL_NAMES,
            Problem.NAME_UNKNOWN,
            Problem.NAME_WITH_DIGITS,
            Problem.PUA_CHARACTER,
        )
    }
    free = [
        (column.name, code)
        for column in contract.columns
        if column.type in FREE_TEXT
        for code in kinds.get(column.type, (Problem.PUA_CHARACTER,))
    ]
    free += [(column.name, Problem.SHORTENED) for column in contract.columns if column.type not in PARSED]
    free += [(column.name, Problem.DITTO) for column in contract.columns if column.type in DITTOED]
    free += [(name, Problem.MERGED) for name in contract.own_columns]
    free += [(name, Problem.MERGED_PHONE) for name in [contract.person.phone] if name]
    return frozenset(free) | ({(contract.person.id_number, ID_AGE_ODD)} if contract.person.id_number else set())


def _doubt_rule(column: str, code: str, contract: TableContract) -> Rule:
    severity, sentence = DOUBTS[code]
    needed = code == Problem.SHORTENED or (code in (Problem.DITTO, Problem.MERGED) and contract.column(column).filled)
    weighty = needed or column == contract.person.name
    return _never(f"{column}__problem", code, severity if weighty else "warning", code, sentence)


def _rule(kind: str, kwargs: dict[str, Any], severity: str, rule: str, sentence: Sentence, scope: str = "row") -> Rule:
    message, cure = sentence
    meta = {"rule": rule, "scope": scope, "message": message, "cure": cure}
    return {"type": kind, "kwargs": kwargs, "severity": severity, "meta": meta}


def _never(column: str, value: str, severity: str, rule: str, sentence: Sentence) -> Rule:
    """No row may have this value in this helper column."""
    kwargs = {"column": column, "value_set": [value]}
    return _rule("expect_column_values_to_not_be_in_set", kwargs, severity, rule, sentence)


def _table_rules(contract: TableContract, period: str | None) -> Iterator[Rule]:
    rows, count = contract.rows, "expect_table_row_count_to_be_between"
    if rows.min:
        sentence = (f"数据行数少于 {rows.min} 行", "请核对表格是否完整")
        yield _rule(count, {"min_value": rows.min}, "critical", "TOO_FEW_ROWS", sentence, "file")
    sentence = (f"数据行数超过 {rows.warn_above} 行，比往常多得多", "请核对是否报送了其他时段或其他范围的数据")
    yield _rule(count, {"max_value": rows.warn_above}, "warning", "MANY_ROWS", sentence, "file")
    sentence = ("与前面某一行完全相同，未重复登记", "无需处理；如确为两件事，请补充可以区分的内容后重新报送本行")
    yield _never("row__repeat", "repeat", "critical", REPEATED, sentence)
    same = "、".join(contract.column(name).header for name in contract.unique)
    sentence = (
        f"与前面某一行是同一件事（{same}相同），其他内容却不同",
        "请核对：是同一件事的只留正确的一行；确为两件事的，请改正后重新报送本行",
    )
    yield _never("row__repeat", "conflict", "critical", CONFLICTING, sentence)
    if isinstance(contract, FeedContract) and contract.cadence is not Cadence.EVENT and period:
        sentence = (f"不属于本期（{period_in_chinese(period)}）", "请核对日期；补报往期的不必处理")
        kwargs = {"column": "row__period", "value_set": [period]}
        rule = _rule("expect_column_values_to_be_in_set", kwargs, "warning", "OTHER_PERIOD", sentence)
        rule["meta"]["column"] = contract.period_column
        yield rule


def _column_rules(column: Column, contract: TableContract, received_on: date) -> Iterator[Rule]:
    severity = "critical" if column.filled or column.set_aside or column.name in _weighty(contract) else "warning"
    if column.filled:
        sentence = (f"「{column.header}」未填", "请补填后重新报送本行")
        yield _never(f"{column.name}__problem", REQUIRED_BLANK, "critical", "REQUIRED_BLANK", sentence)
    yield from _problem_rules(column, severity)
    if column.type in IDENTITIES:
        yield from _identity_rules(column, contract)
    if column.type in NUMBERED:
        yield from _bound_rules(column, contract, severity, received_on)


def _weighty(contract: TableContract) -> set[str]:
    """Columns whose value decides about the clue."""
    if not isinstance(contract, FeedContract):
        return set()
    return {contract.period_column, contract.clue.event_date, contract.clue.amount or ""}


def _problem_rules(column: Column, severity: str) -> Iterator[Rule]:
    codes, sentences = PROBLEMS.get(column.type, ((), ()))
    for code, (message, cure) in zip(codes, sentences, strict=True):
        if code is Problem.ENUM_UNKNOWN:
            cure = f"请从以下选项中选填：{'、'.join(column.values)}"
        if severity == "warning":
            cure = f"{cure}；{TAKEN_FOR.get(column.type, '该项暂按未填处理')}"
        yield _never(f"{column.name}__problem", code.value, severity, code.value, (message, cure))


def _identity_rules(column: Column, contract: TableContract) -> Iterator[Rule]:
    status = f"{column.name}__status"
    yield _never(status, IdStatus.DAMAGED, "critical", "ID_DAMAGED", DAMAGED)
    yield _never(status, IdStatus.CHECKSUM, "warning", "ID_CHECKSUM", CHECKSUM)
    yield _never(status, IdStatus.MALFORMED, "warning", "ID_MALFORMED", MALFORMED)
    if column.name == contract.person.id_number:
        yield _never(status, IdStatus.MASKED, "info", "ID_MASKED", MASKED)
        yield _never(status, IdStatus.MISSING, "info", "ID_MISSING", MISSING)


def _bound_rules(column: Column, contract: TableContract, severity: str, received_on: date) -> Iterator[Rule]:
    between, number = "expect_column_values_to_be_between", f"{column.name}__number"
    if column.not_future:
        sentence = ("日期在报送日期之后", "请核对日期后重新报送本行")
        yield _rule(between, {"column": number, "max_value": received_on.toordinal()}, "critical", "DATE_IN_FUTURE", sentence)
    if column.type == "date":
        if isinstance(contract, FeedContract) and contract.cadence is Cadence.EVENT and column.name == contract.period_column:
            sentence = ("日期在一年以前", "请核对年份；确为补报的不必处理")
            kwargs = {"column": number, "min_value": received_on.toordinal() - LONG_AGO.days}
            yield _rule(between, kwargs, "warning", "DATE_LONG_AGO", sentence)
        return
    if column.min is not None:
        policy = isinstance(contract, FeedContract) and column.name == contract.clue.amount and column.min > 0
        sentence = (
            (f"低于报送标准（{_plain(column.min)} 元以上，含本数）", "不符合报送范围；如金额有误，请更正后重新报送本行")
            if policy
            else (f"数值小于 {_plain(column.min)}", "请核对后更正")
        )
        rule = "BELOW_THRESHOLD" if policy else "OUT_OF_RANGE"
        yield _rule(between, {"column": number, "min_value": float(column.min)}, severity, rule, sentence)
    if column.max is not None:
        sentence = (f"数值大于 {_plain(column.max)}", "请核对后更正")
        yield _rule(between, {"column": number, "max_value": float(column.max)}, severity, "OUT_OF_RANGE", sentence)


def _plain(bound: Decimal) -> str:
    return f"{bound:,.2f}".removesuffix(".00")
