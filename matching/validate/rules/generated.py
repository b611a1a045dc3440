"""Expectations that follow from a contract: nothing a contract says is said again in expectations/.

Belongs here: contract → Great Expectations configurations. Does not belong here: what they say (sentences), running them (suites), and rules no contract can say (expectations/<code>.json). A rule is a plain dict in the
suite's JSON form; its meta holds rule, scope (row or file), column, message and cure.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from matching.calendar import period_in_chinese
from matching.columns import Column
from matching.contracts import Cadence, FeedContract, TableContract
from matching.validate.rows.columns import IDENTITIES, NUMBERED, REQUIRED_BLANK
from matching.validate.rows.period import LONG_AGO
from matching.validate.rows.person import ID_AGE_ODD
from matching.validate.rows.repeats import CONFLICTING, REPEATED
from matching.validate.rules.sentences import CHECKSUM, DAMAGED, DOUBTS, MALFORMED, MASKED, MISSING, PROBLEMS, TAKEN_FOR, Sentence
from matching.validate.values.cells import Problem
from matching.validate.values.identity import IdStatus
from matching.validate.values.readers import DITTOED, FREE_TEXT, PARSED

Rule = dict[str, Any]


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
