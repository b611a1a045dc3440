"""Characters of names that sound or look alike, for clerks who type by ear or by eye.

Belongs here: the two frozen tables. Does not belong here: when a clerk errs (matching.synthetic.errors), and
the tables by which names are compared, which are written independently of these.
"""

from random import Random

SAME_SOUND = (
    "静晶婧敬境", "伟玮炜纬苇", "丽莉俐利立", "英瑛莹颖", "霞侠", "芳方", "红宏洪虹鸿", "军均君钧", "强蔷", "明铭名鸣", "建健剑", "国果",
    "华桦骅", "志智治芝知", "文雯纹", "海亥", "平萍坪", "新欣心馨", "燕艳雁砚彦", "玲灵凌", "敏闽", "娟涓", "梅眉", "兰岚蓝", "秀绣",
    "桂贵", "玉钰裕雨宇", "春椿", "刚钢", "勇永咏", "峰锋丰", "波博", "涛滔", "磊蕾", "鹏朋", "飞菲", "超朝", "杰洁捷", "浩昊皓", "晨辰宸",
    "佳嘉家", "子梓紫", "涵晗函", "轩宣", "怡宜仪", "妍研", "瑶尧", "思斯", "诗施", "梦孟", "婷亭", "娜纳", "倩茜", "慧惠会", "雪学", "爱艾",
    "金锦", "银寅", "福富", "德得", "义毅逸", "仁任", "成诚承程", "荣容", "珍贞真", "香湘", "云芸", "琴芹勤", "淑书", "素苏", "凤奉", "翠萃",
    "张章", "陈晨", "李里", "许徐", "江姜蒋", "于余", "魏卫", "石史", "吕侣", "程成", "苏素", "冯封", "付富", "谭潭", "孟梦", "段端",
)  # fmt: skip

SAME_LOOK = (
    "未末", "候侯", "晴睛", "洁沽", "明朋", "玉王", "丽俪", "菜莱", "己已", "士土", "天夭", "日目", "田由", "干于", "昊吴", "晶品", "峰蜂", "刚钢",
    "伟玮", "杨扬", "郑邓", "徐除", "陈阵", "刘浏", "张弘", "赵趙", "孙孑", "周同", "林材", "高髙", "秀季", "英莫", "兰三", "芳劳", "玲铃",
    "梅悔", "霞露", "红江", "娟涓", "海梅", "军车", "国囯", "华毕", "平乎", "志态", "文交", "芝艺", "春舂", "桂佳", "月用", "立位", "永水", "光先",
    "宇字", "轩轨", "梓样", "萱宣", "妍研", "诺诸", "浩洁", "泽择", "睿眷", "辰展", "晓浇", "磊垒", "鹏鹤", "飞气", "勇男", "亮毫", "杰焦",
)  # fmt: skip

VARIANTS = ("肖萧", "付傅", "闫阎", "代戴")
"""Two surnames that officials write for each other."""


def _table(groups: tuple[str, ...]) -> dict[str, str]:
    table: dict[str, str] = {}
    for group in groups:
        for character in group:
            others = [other for other in group if other != character and other not in table.get(character, "")]
            table[character] = table.get(character, "") + "".join(others)
    return table


_TABLES = {"sound": _table(SAME_SOUND), "look": _table(SAME_LOOK), "variant": _table(VARIANTS)}


def replace_one(name: str, how: str, rng: Random) -> str | None:
    """The name with one character replaced by one of the table `how` (sound, look, variant); None if no character has any."""
    table = _TABLES[how]
    places = [place for place, character in enumerate(name) if character in table]
    if not places:
        return None
    place = rng.choice(places)
    return name[:place] + rng.choice(table[name[place]]) + name[place + 1 :]
