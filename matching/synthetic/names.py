"""Names that people of a Shandong district could bear: surnames by frequency, given names by generation and sex.

Belongs here: the tables and the drawing of a name. Does not belong here: who is whose child
(matching.synthetic.households) and how a clerk misspells a name (matching.synthetic.errors).
The weights are rough shares per thousand; the tables were written for this project and describe nobody.
"""

from bisect import bisect
from random import Random
from typing import NamedTuple

SURNAME_WEIGHTS = """
王88 李80 张78 刘62 孙36 陈32 杨30 赵34 徐22 马20 周16 吴14 黄11 朱15 高17 郭14 胡11 于14 林8 郑11 宋14 韩11 冯9 梁6 唐6 许7
董9 程5 曹7 袁6 邓3 彭3 吕6 苏6 卢4 蒋5 蔡4 贾6 丁6 魏6 薛4 叶2 闫5 阎1 余2 潘3 杜5 戴2 代1 夏4 钟2 汪2 田5 任5 姜6 范4 方2
石4 姚3 谭2 廖1 邹3 熊1 金2 陆2 郝3 孔3 白2 崔6 康2 毛2 邱3 秦3 江1 史2 顾2 侯3 邵2 孟4 龙1 万1 段2 钱1 汤1 尹3 黎1 易1 常2 武2
乔2 贺2 赖1 龚1 文1 翟3 岳2 齐2 国3 昃2 牛2 逯1 肖3 萧1 付3 傅2 单2 仇1 查1 区1 解2 曾3 朴1 盖1 宿1 隋1 臧1 蒲1 鹿1 栾1 边1 聂2
欧阳1 上官1 司马1 诸葛1 夏侯1 皇甫1 尉迟1 公孙1
"""

RARE = "喆堃淼彧璟昇燊玥赟㛃䶮翀犇骉"
"""Characters that old systems lose."""


class Given(NamedTuple):
    """Given-name characters of one generation and sex: first of two, second of two, standing alone."""

    first: str
    second: str
    alone: str
    alone_share: float


GENERATIONS = (1950, 1966, 1978, 1990, 2002)
"""Years at which the fashion changes; a person belongs to the generation before the first later one."""

GIVEN = {
    "男": (
        Given("玉德长兆维永连宝光传振继崇学克茂廷洪士守", "山田泉水福禄寿成贵义仁礼才顺和亭厚春木昌", "山林福贵义成", 0.08),
        Given("建国志新学卫爱永保春立光洪宝庆文德振玉长", "国军华民生平东胜强忠义成忠明富海山林亮祥", "军平刚健勇", 0.12),
        Given(
            "建志海永文爱光新向红立卫庆世清玉春继金广", "军强峰伟勇刚明东波涛杰斌辉忠林宁滨民华亮", "伟军勇强涛斌刚波辉峰", 0.22
        ),
        Given(
            "志海晓建永文立国大明振世小金学俊传新春玉",
            "强磊伟鹏飞超涛亮刚峰勇杰斌波凯辉东军林宁",
            "磊鹏超涛伟强亮凯斌波峰杰勇飞辉",
            0.42,
        ),
        Given(
            "嘉文俊志浩子天泽振晓家明宇博鹏世新学鸿凯",
            "豪杰轩宇航鑫龙辉凯阳博文涛鹏飞琪晨旭哲翔",
            "鑫浩凯帅宇旭晨阳杰龙翔博",
            0.34,
        ),
        Given("子浩宇梓俊奕博一思嘉明泽承铭睿昊天佳景瑞", "轩涵睿泽宸辰熙航豪然博浩瑞宇诺霖阳恒凡远", "睿浩宸硕泽", 0.10),
    ),
    "女": (
        Given("秀桂玉兰凤素淑翠爱金月春银荣长俊美", "兰英芝花荣珍云香莲美芳梅娥贞凤桂卿", "兰英芝花", 0.06),
        Given("秀桂玉爱淑素翠春凤美月红建文新荣", "英兰芳华珍荣梅霞云香玲芝花莲琴红", "英芳霞玲", 0.10),
        Given("红爱秀春丽淑海玉晓美艳文小翠桂燕", "霞玲梅红丽芳燕萍华娟艳英琴敏云芹", "红霞丽梅芳燕敏玲萍娟", 0.22),
        Given("晓海丽文小玉雪春艳红美秀婷媛志金", "燕丽娟静敏玲霞娜艳红萍婷梅芳颖莉", "静敏燕娜丽婷艳娟霞颖莉倩", 0.42),
        Given("雪晓雅文佳梦思婷欣春海玉新丽慧艺", "婷雪倩琪慧颖敏静莹雯娜佳文瑶悦萌", "倩雪婷静莹慧雯敏瑶悦", 0.34),
        Given("梓雨欣诗子思一佳可若语梦雅紫心艺", "涵萱彤怡妍琪瑶悦桐诺菲晴宁欣妤然", "悦妍瑶彤晴", 0.08),
    ),
}


def _surnames() -> tuple[list[str], list[int]]:
    names, cumulative, total = [], [], 0
    for item in SURNAME_WEIGHTS.split():
        name = item.rstrip("0123456789")
        total += int(item[len(name) :])
        names.append(name)
        cumulative.append(total)
    return names, cumulative


SURNAMES, _CUMULATIVE = _surnames()
COMPOUND = tuple(name for name in SURNAMES if len(name) > 1)


def draw_surname(rng: Random) -> str:
    """A surname, by frequency."""
    return SURNAMES[bisect(_CUMULATIVE, rng.randrange(_CUMULATIVE[-1]))]


def surname_of(name: str) -> str:
    """The surname a full name begins with."""
    return next((surname for surname in COMPOUND if name.startswith(surname)), name[:1])


def draw_given(rng: Random, sex: str, birth_year: int, generation_char: str | None = None) -> str:
    """A given name of one or two characters; `generation_char` (字辈) is shared by brothers and sisters."""
    table = GIVEN[sex][bisect(GENERATIONS, birth_year)]
    if rng.random() < 0.004:
        return rng.choice(RARE)
    if generation_char is None and rng.random() < table.alone_share:
        return rng.choice(table.alone)
    first = generation_char or rng.choice(table.first)
    second = rng.choice(RARE) if rng.random() < 0.004 else rng.choice(table.second)
    return first + (second if second != first else table.alone[0])


def draw_generation_char(rng: Random, birth_year: int) -> str | None:
    """A character that the children of one house share, if the house keeps the custom."""
    keeps = 0.5 if birth_year < 1990 else 0.12
    return rng.choice(GIVEN["男"][bisect(GENERATIONS, birth_year)].first) if rng.random() < keeps else None
