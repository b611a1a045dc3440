"""Texts below or beside a table that are known to be nobody's.

Belongs here: what may be left out without a word, cell by cell. Does not belong here: which lines are left out (lines), office
language that depends on the district (office), and telling the sender (sections). Everything else may speak of somebody: it is told.
"""

import re
from collections.abc import Sequence

from matching.validate.table.formal import BARE_DATE, LABEL, NO_NAME, PAGE
from matching.validate.table.signatures import only_signs
from matching.validate.values.cells import STROKES

NUMBER_OF_SOMEBODY = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
FREE_NOTE = re.compile(r"^(?:备注|注|说明|填表说明|填报说明)\d{0,2}[:.、]?|^以上(?=数据|人员|信息|情况)")
SUM_WORDS = re.compile(
    r"(?:本[页月周期表]|全[区镇村]|以上|[\u4e00-\u9fff]{1,10}(?:街道|镇|乡|村|社区|区|办|类|组|人员|对象|低保|特困|残疾人?|局|院))?(?:合计|总计|小计|共计|累计|共|总人数|总户数)"
    r"(?:[\d.,:()/、;%]|[一二三四五六七八九十百千万亿零壹贰叁肆伍陆柒捌玖拾佰仟]|[人户口次件笔条名例数元角分整]|金额|总额|大写|小写|损失|费用|其中|男|女|低保|特困|残疾|困难|家庭|对象|人员|情况|人民币)*"
)
ONE_PAGE = re.compile(PAGE)
MENTIONS = re.compile(r"另有|另外|另[:,]|还有|漏报|漏登|漏填|待补|补报|未列入|未录入")
"""Said of somebody who is not in the table, whatever stands beside it."""
CONTACT = re.compile(r"^(?:联系人|联系电话|咨询电话|电话)")


def speaks_of_nobody(texts: Sequence[str]) -> bool:
    """True if every cell (in half width) of a line is known to be nobody's: a count, a sum, a day, a page's number, a signature or
    what stands behind its label, an empty note."""
    labels = [False, *(LABEL.match(text) is not None for text in texts)]
    return all(_is_nobodys(text, behind) for text, behind in zip(texts, labels, strict=False))


def _is_nobodys(text: str, behind_label: bool) -> bool:
    if MENTIONS.search(text) or (CONTACT.match(text) and _names_beside_number(text)):
        return False
    if len(text) < 2 or text in STROKES or NO_NAME.match(text) or BARE_DATE.match(text) or only_signs(text, behind_label):
        return True
    return FREE_NOTE.sub("", text) in ("", "无") or any(pattern.fullmatch(text) for pattern in (SUM_WORDS, ONE_PAGE))


def _names_beside_number(word: str) -> bool:
    """True for 联系人:王五138…, not for a number alone."""
    said = CONTACT.sub("", word)
    return NUMBER_OF_SOMEBODY.search(said) is not None and any(map(str.isalpha, said))
