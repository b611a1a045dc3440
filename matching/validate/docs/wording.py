"""What the pages say: a rule as a sentence, and Great Expectations' own words in Chinese.

Belongs here: words. Does not belong here: drawing (pages) and what the rules are (rules, expectations/).
"""

import html
from typing import Any

from matching.contracts import TableContract
from matching.findings import Severity
from matching.validate.rules.results import CheckResult, RuleResult

WHOLE_ROW = "整行"
EFFECTS = {
    ("critical", "file"): "退回整个文件",
    ("critical", "row"): "退回该行",
    ("warning", "file"): "提示",
    ("warning", "row"): "逐行提示",
    ("info", "file"): "提示",
    ("info", "row"): "汇总提示",
}
TOLD = {Severity.FILE: "退回整个文件", Severity.ROW: "退回该行", Severity.WARNING: "提示"}
"""The same of what no expectation found."""
VOCABULARY = {
    "Overview": "概况",
    "Statistics": "统计",
    "Evaluated Expectations": "核验规则",
    "Successful Expectations": "符合",
    "Unsuccessful Expectations": "不符合",
    "Success Percent": "符合的比例",
    "Table-Level Expectations": "整张表和几列之间",
    "Status": "状态",
    "Expectation": "规则",
    "Observed Value": "实际",
    "\n\n$unexpected_count unexpected values found. $unexpected_percent of $element_count total rows.": (
        "\n核验 $element_count 行, 其中 $unexpected_count 行不符合 ($unexpected_percent)"
    ),
}
OBSERVED = ("% unexpected", "% 不符合")


def sentence(result: RuleResult) -> str:
    """A rule in words: what it does, what it looks for, what the sender is told to do."""
    cure = f"。{result.cure}" if result.cure else ""
    effect = EFFECTS[result.severity, result.scope]
    return html.escape(f"【{effect}】{result.message}{cure}（{result.rule}）", quote=False)


def told_beside(result: CheckResult, contract: TableContract) -> list[list[str]]:
    """What was found by no expectation: what it does, in words, and how often."""
    return [
        [
            TOLD[item.severity],
            html.escape(f"「{heading(item.column, contract)}」" if item.column else "", quote=False)
            + html.escape(f"{item.message}（{item.rule}）：{item.count} 处", quote=False),
        ]
        for item in result.told
    ]


def heading(column: str | None, contract: TableContract) -> str:
    """The contract's heading of a column; one that the contract no longer has keeps its name."""
    if column is None:
        return WHOLE_ROW
    return next((item.header for item in contract.columns if item.name == column), column)


def chinese(content: Any) -> Any:
    """A rendered document with Great Expectations' own words in Chinese."""
    if isinstance(content, dict):
        return {key: chinese(item) for key, item in content.items()}
    if isinstance(content, list):
        return [chinese(item) for item in content]
    if isinstance(content, str):
        known = VOCABULARY.get(content, content)
        return known.removesuffix(OBSERVED[0]) + OBSERVED[1] if known.endswith(OBSERVED[0]) else known
    return content
