"""Short Chinese texts of pleas and complaints, made from parts.

Belongs here: what people say of their hardship. Does not belong here: who says it. No text names anybody.
"""

from random import Random

WHO = ("本人", "家中老人", "丈夫", "妻子", "孩子", "父亲", "母亲")
TROUBLES = ("患重病住院,花费较大", "因车祸受伤无法务工", "瘫痪在床,无人照料", "身患癌症,后续治疗费用不足", "打工摔伤,失去收入来源",
            "患尿毒症长期透析", "精神状况不好,无人看护", "刚做完手术,家中积蓄用尽")  # fmt: skip
CONSEQUENCES = (
    "家庭生活困难",
    "欠下外债",
    "孩子上学费用无着",
    "房屋漏雨无力维修",
    "全家仅靠微薄收入维持",
    "生活难以为继",
    "无力承担医药费",
)
ASKS = (
    "希望有关部门给予救助",
    "询问能否申请低保",
    "请求临时救助",
    "希望工作人员上门了解情况",
    "询问大病救助政策",
    "请求社会爱心人士帮助",
)
ELDER_NEEDS = ("行动不便,一日三餐无人照料", "子女均在外地,生病无人陪护", "独居,冬季取暖困难", "听力视力下降,无法自行购药", "家中屋顶漏雨,无力修缮",
               "养老金低,药费负担重", "摔伤后卧床,需要护理")  # fmt: skip
FOUND = ("独居老人生活不能自理", "家庭成员患大病,支出较大", "主要劳动力外伤,家庭收入中断", "房屋年久失修存在安全隐患", "单亲家庭抚养子女困难", "残疾人无人照料",
         "学生上学费用困难", "因灾损失较大,生活困难", "失业后无生活来源")  # fmt: skip
OUTCOMES = {
    "未办理": ("", "待研判"),
    "办理中": ("正在核对家庭经济状况", "已告知所需材料"),
    "已办结": ("已纳入临时救助", "不符合条件,已做好解释", "已链接慈善资源", "已协助申请低保"),
}


def plea(rng: Random) -> str:
    """One or two sentences of hardship."""
    ending = f",{rng.choice(ASKS)}。" if rng.random() < 0.85 else "。"
    return f"{rng.choice(WHO)}{rng.choice(TROUBLES)},{rng.choice(CONSEQUENCES)}{ending}"
