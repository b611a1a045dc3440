"""Signatures below a table: who filled it in, checked it and can be called.

Belongs here: what may stand behind a label, and lines that are signed throughout. Does not belong here: the labels (formal) and what
else a line may be (lines). What stands behind a label is a name, an office, a day, a number: a sentence there may be about somebody.
"""

import re
from collections.abc import Sequence

from matching.validate.table.formal import BARE_DATE, COLON_ONLY, IDENTITY, LABEL, SIGNATURE, SIGNED
from matching.validate.values.cells import STROKES

NUMBERS = re.compile(r"^[\d()+,./-]*$")
HAN = r"(?:(?![失伤亡烧损无未没零]|住(?![建房保]))[\u4e00-\u9fff])"
OFFICE = (
    rf"{HAN}{{1,18}}(?:局|大队|支队|街道|镇|乡|街道办|办事处|村|社区|居委会|村委会|委员会|联合会|政府|管委会|开发区|残联|部|办|办公室|中心|科|股|室|所|站"
    "|医院|学校|公司|系统|平台)"
)
"""Who sends a list, by the last word of the name."""
PERSON = r"(?:[\u3400-\u9fff]{2,3}|[\u3400-\u9fff]{1,4}(?:会计|主任|科长|局长|站长|所长|书记|队长|镇长|主席|同志|老师)|[\u3400-\u9fff]+·[\u3400-\u9fff]+)"
SEAL = "[(](?:盖章|公章|签章|章|签字|签名)[)]"
DAY = r"\d{2,4}[年./-]\d{1,2}(?:[月./-](?:\d{1,2}日?)?)?|\d{1,2}月\d{1,2}日|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
VALUE = rf"(?:{PERSON}|{OFFICE}|同意|情况属实|属实|已?审核|通过|无)?(?:{SEAL})?(?:{DAY}|[\d()+-]+)?[人户]?(?:{SEAL})?"
LABELLED = rf"(?:[(]?(?:{SIGNED})(?:[(][^)]*[)])?[):_]*|(?:{COLON_ONLY}|手机):|(?:电话|手机)(?=\d))"
PLAIN_VALUE = re.compile(rf"{VALUE}(?:[、/]+{VALUE})*")
PLAIN_SIGNATURE = re.compile(
    rf"(?:{LABELLED}|(?:{OFFICE}|单位)(?={SEAL})){VALUE}(?:(?:[、/_]+|[,;、/_]*{LABELLED}){VALUE})*[_。]*"
)
LONGEST = 60


def is_signed(texts: Sequence[str]) -> bool:
    """True if a line begins with a signature and each cell is one, a label's value, a day or a telephone; an identity
    number is no signature."""
    behind_label = signed = False
    for text in texts:
        label = SIGNATURE.match(text) is not None
        signed = signed or label
        if IDENTITY.search(text) or not (signed and (label or behind_label or NUMBERS.match(text) or BARE_DATE.match(text))):
            return False
        behind_label = LABEL.match(text) is not None
    return signed


def only_signed(texts: Sequence[str]) -> bool:
    """True for a line that is signed and says nothing else."""
    labels = [False, *(LABEL.match(text) is not None for text in texts)]
    return is_signed(texts) and all(
        NUMBERS.match(text) or BARE_DATE.match(text) or only_signs(text, behind)
        for text, behind in zip(texts, labels, strict=False)
    )


def only_signs(text: str, behind_label: bool = False) -> bool:
    """True for a signature, or what stands in the cell behind its label, that says nothing else."""
    if len(text) > LONGEST:
        return False
    return PLAIN_SIGNATURE.fullmatch(text) is not None or (
        behind_label and (text in STROKES or PLAIN_VALUE.fullmatch(text) is not None)
    )
