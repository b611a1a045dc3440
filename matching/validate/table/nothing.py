"""Sentences that say that there is nobody to report: 本月无新增, 零报告, 经统计，我单位11月份没有符合条件的人员，特此报告.

Belongs here: the words such sentences are made of. Does not belong here: files that say nothing else (zero) and lines that are
left out (lines). Every word must be known: who knows nothing of a word takes it for somebody.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from matching.validate.table.formal import BARE_DATE
from matching.validate.table.signatures import OFFICE
from matching.validate.values.cells import STROKES, narrow

LONGEST_SENTENCE, LONGEST_TERM = 120, 20
CLAUSES = re.compile(r"[,;。!?()\[\]“”\"'《》]+|\.(?!\d)")
ZERO = r"零报[告送]|0报[告送]|零填报|零上报|零新增|无数据"
NOT = r"(?:暂|均|确|尚|并|经核实)?(?:无|没有|未有|不存在|未(?:发现|发生|接到|收到|出现|产生|受理|排查出|摸排出|新增))"
WHEN = (
    r"\d{1,2}|20\d\d(?:\d\d){0,2}|[一二三四五六七八九十〇零]{1,4}[年月日周季]|[年月日号周期度份.至到/~—-]|第|季度?|[上下]半年|[上中下]旬|截[至止]?"
    "|目前|至今|以来|期间|之?内|(?:本|上|该|今|全|当|此|这一?)个?(?:周|月|年|季度|日|期|次|批)"
)
WHO = rf"(?:我|本|该|全)(?:局|单位|部门|镇|街道|乡|村|社区|区|县|市|大队|队|中心|院|校|站|所|办|分局|处|科|会)|(?:我|本|全)?(?:区|镇|街道)?(?:辖区|范围|区域)|各|{OFFICE}"
DONE = "经|统计|汇总|核实|核查|排查|摸排|查询|筛查|比对|走访|巡查|调查|梳理|审核|认真|全面|仔细|初步|逐一|逐户|系统|工作|共|均|暂|确|尚|现|已|都|的|在|为|是|及|和|[:、]"
CLOSING = "特此(?:报告|说明|上报|函告|告知|证明|汇报)|现(?:将)?(?:有关)?情况(?:报告|汇报|说明)?如下|报告如下|请(?:查收|知悉|审阅)|情况(?:报告|说明)?|报告|报表|名单|数据|统计表"
WORDS = (
    "本|上|该|此|这|今|月|周|年度?|季度?|日|期|内|镇|街道|村|社区|辖区|任何|其他|其它|其|新|应|需要?|须|符合|条件|相关|有关|上述|以上|同类|类|的|及|和|或|等|各|"
    "新增|人员|人|对象|群众|户|家庭|学生|儿童|老人|孤儿|情况|数据|线索|事故|事件|生产安全|交通|火灾|灾害|灾情|警情|诉求|工单|变化|变动|"
    "报送|上报|报告|发生|出现|发现|认定|低保|特困|残疾人?|困难|救助|资助|求助|养老|热线|网络|致贫|返贫|动态|监测|因病|因灾|因学|住院|高额|费用|年度|累计|参保人?|"
    "受灾|损失|伤亡|申请|纳入|停发|巡查|排查|疑似|重大|重病|大病|小程序|教育|名单|[:、]"
)
"""What may stand beside 无 in a sentence about a list. 生活来源 and 劳动能力 are not among them: who lacks these is somebody."""
HEAD = re.compile(
    "新增|符合|人员|对象|群众|情况|数据|线索|事故|火灾|灾害|灾情|警情|诉求|变化|变动|报送|上报|相关|此类|上述|需要|发生|出现|名单"
)
"""One of these must follow 无, if anything does."""
FRAME = re.compile(f"{WHEN}|{WHO}|{DONE}|{CLOSING}")
BEFORE = re.compile(f"{FRAME.pattern}|{WORDS}")
AFTER = re.compile(WORDS)
NIL = re.compile(f"({ZERO})|{NOT}")


def says_nothing(cells: Iterable[str], title: str = "") -> bool:
    """True if the filled cells, days aside, all say one thing, and that is: nothing to report. `title`: of the table."""
    words = {word for cell in cells if not BARE_DATE.match(word := narrow(cell))} - STROKES
    return len(words) == 1 and _is_nil_sentence(words.pop(), title)


@lru_cache(maxsize=8192)
def _is_nil_sentence(word: str, title: str) -> bool:
    """True if some clause says that there is nobody, and each other one is one of time, place, office and courtesy."""
    if len(word) > LONGEST_SENTENCE or not NIL.search(word):
        return False
    clauses = [clause for clause in CLAUSES.split(word.replace(title, "人员") if title else word) if clause]
    nil = [_says_nil(clause) for clause in clauses]
    return any(nil) and all(said or made_of(clause, FRAME) for said, clause in zip(nil, clauses, strict=True))


def _says_nil(clause: str) -> bool:
    """True for a clause with words of denial, before and behind which stands nothing but what is known."""
    return any(
        made_of(clause[: found.start()], BEFORE) and made_of(rest := clause[found.end() :], BEFORE if found.group(1) else AFTER)
        and (bool(found.group(1)) or not rest or HEAD.search(rest) is not None)
        for found in _denials(clause)
    )  # fmt: skip


def _denials(clause: str) -> Iterator[re.Match[str]]:
    return (found for n in range(len(clause)) if (found := NIL.match(clause, n)) is not None)


def made_of(text: str, term: re.Pattern[str]) -> bool:
    """True if the text is a row of such terms; each place is looked at once, however many ways there are to cut it."""
    reached = [True, *[False] * len(text)]
    for n in range(len(text)):
        if reached[n]:
            for end in range(n + 1, min(n + LONGEST_TERM, len(text)) + 1):
                reached[end] = reached[end] or term.fullmatch(text, n, end) is not None
    return reached[-1]
