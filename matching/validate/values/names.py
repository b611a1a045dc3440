"""Names in a cell → the name, or what is doubtful about it.

Belongs here: spellings of one name, two names in one cell, and words that are nobody's name. Does not belong here: remarks that say an end
(endings) and how names are compared (matching.standardise, matching.link).
"""

import re
import unicodedata

from matching.validate.values.cells import DITTO, NO_WORDS, Problem, Value, narrow

NOBODY = NO_WORDS | {
    "匿名", "无名氏", "无名", "不愿透露", "不愿透露姓名", "待核实", "不清楚", "某", "某某", "本人", "户主", "患者", "家属", "男", "女", "群众", "居民",
    "村民", "困难户", "困难群众", "低保户", "特困户", "五保户", "贫困户", "脱贫户",
}  # fmt: skip
"""Said instead of a name."""
COMPOUND = re.compile(
    "^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|长孙|宇文|轩辕|端木|独孤|南宫|西门|东郭|百里|呼延|澹台|公冶|宗政|濮阳|淳于|单于|太史|申屠|钟离|第五|闻人|赫连)$"
)
SHORT_NAME = re.compile(r"^[\u3400-\u9fff\U00020000-\U000323af]{1,3}$")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文翟齐焦宗国逯亓谷栾"
)
"""Characters with which a second name begins behind 和 or 与; without one, these may stand within a name (买买提和加)."""
SEVERAL = re.compile(
    r"[\u3400-\u9fff·]{2,}\s*[、,;/|&+\n\r]\s*[\u3400-\u9fff·]{2,}.*"
    rf"|[\u3400-\u9fff]{{2,4}}[和与](?:[{SURNAMES}][\u3400-\u9fff]{{1,3}}|其.+|(?:妻|丈夫|儿|女|父|母|配偶|家人|家属|老伴|爱人|孙).*)"
    r"|[\u3400-\u9fff]{2,}(?:以及|及).+"
    r"|.{2,}等(?:[\d一二三四五六七八九十两几多]*(?:人|户|口|名)|$)|.{2,}(?:夫妇|夫妻|父子|母子|父女|母女|一家|全家)",
    re.DOTALL,
)
"""Two people in one cell."""
ONLY_NUMBERS = re.compile(r"^[\d\s.,/*xX()+-]*\d[\d\s.,/*xX()+-]*$")


def read_name(text: str) -> Value:
    """The name as written, with what is doubtful about it: a number or a day in its place, nobody's name, digits in it."""
    plain = narrow(text)
    if DITTO.fullmatch(plain):
        return Value(None, Problem.NAME_DITTO)
    text = _joined(text)
    if several_people(text) or _two_names(text):
        return Value(text, Problem.SEVERAL_NAMES)
    if ONLY_NUMBERS.match(plain):
        return Value(text, Problem.NOT_A_NAME)
    if plain in NOBODY or not any(map(str.isalpha, plain)):
        return Value(text, Problem.NAME_UNKNOWN)
    return Value(text, Problem.NAME_WITH_DIGITS if any(map(str.isdigit, plain)) else None)


def _joined(text: str) -> str:
    """A name that was spread out with blanks (王 伟, 欧阳 锋), without them; others as they are."""
    parts = text.split()
    if len(parts) < 2 or not all(map(SHORT_NAME.match, parts)) or len("".join(parts)) > len("欧阳某某"):
        return text
    return "".join(parts) if len(min(parts, key=len)) == 1 or COMPOUND.match(parts[0]) else text


def _two_names(text: str) -> bool:
    """True for 张三 李四."""
    parts = text.split()
    return len(parts) > 1 and all(map(SHORT_NAME.match, parts)) and len(min(parts, key=len)) > 1


def several_people(text: str) -> bool:
    """True for a cell with more than one name: 甲某、乙某, a name in each line, 甲某等3人."""
    return SEVERAL.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None
