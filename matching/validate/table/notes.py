"""Lines of a table that are signed, and notes in words of one's own.

Belongs here: telling a signature from a note that may speak of somebody. Does not belong here: what else a line may be
(lines) and telling the sender (sections). A number that reaches somebody is formal only in a line that is signed throughout.
"""

import re

NUMBER_OF_SOMEBODY = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
FREE_NOTE = re.compile(r"^(?:备注|注|说明|填表说明|填报说明)\d{0,2}[:.、]?|^以上(?=数据|人员|信息|情况)")
FORMAL_NOTE = re.compile(
    r"(?:$|无$|[:]?(?:以上|本表|此表|一式|须|请|截至|截止|数据来源|来源|单位|金额|数据|人员|信息|情况|均|已|都|全部)[^另外还漏补,。;]{0,24}[。]?$)"
)
"""What follows in a note that speaks of the table alone."""
MENTIONS = re.compile(r"另有|另外|另[:,]|还有|漏报|漏登|漏填|待补|补报|未列入|未录入")
CONTACT = re.compile(r"^(?:联系人|联系电话|咨询电话|电话)")
VALUE = re.compile(r"^[\d()+,./-]*$")


def is_note(word: str) -> bool:
    """True for a text that begins like a formal line and may be about somebody all the same: 以上人员外，另有…."""
    if MENTIONS.search(word) or (CONTACT.match(word) and _names_beside_number(word)):
        return True
    begins = FREE_NOTE.match(word)
    return begins is not None and not FORMAL_NOTE.match(word[begins.end() :])


def _names_beside_number(word: str) -> bool:
    """True for 联系人:王五138…, not for a number alone."""
    said = CONTACT.sub("", word)
    return NUMBER_OF_SOMEBODY.search(said) is not None and any(map(str.isalpha, said))
