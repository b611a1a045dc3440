"""How each department writes its files: one line a feed.

Belongs here: formats, headings, dates, money, extra columns, punctuality. Does not belong here: errors in
single cells (matching.synthetic.errors) and the writing itself (matching.synthetic.formats).
"""

from dataclasses import dataclass
from typing import Literal

FileFormat = Literal["xlsx", "xls", "csv-gbk", "csv-gb18030", "csv-utf8", "tab-gbk", "tab-utf8"]
DateStyle = Literal["iso", "slash", "dot", "compact", "chinese", "cell", "serial", "short_us", "timed"]
MoneyStyle = Literal["number", "plain", "comma", "yuan", "wan"]
Footer = Literal["none", "total", "signed", "both"]

ENCODINGS: dict[FileFormat, tuple[str, str]] = {
    "csv-gbk": ("gbk", ","),
    "csv-gb18030": ("gb18030", ","),
    "csv-utf8": ("utf-8-sig", ","),
    "tab-gbk": ("gbk", "\t"),
    "tab-utf8": ("utf-8-sig", "\t"),
}


@dataclass(frozen=True)
class Habit:
    """The habits of one sender for one table."""

    formats: tuple[tuple[FileFormat, int], ...]
    """Formats with their weights."""
    dates: DateStyle
    money: MoneyStyle = "number"
    aliases: float = 0.3
    """Chance that a heading is an alias instead of the agreed one; drawn twice a year, with the template."""
    titles: int = 0
    """Rows above the heading: 1 a title, 2 a title and a line of particulars."""
    footer: Footer = "none"
    extras: tuple[str, ...] = ()
    """Columns nobody declared."""
    omits: tuple[str, ...] = ()
    """Optional columns of the contract that this sender does not have."""
    blank_column: bool = False
    hidden: float = 0.0
    """Chance of a hidden second sheet."""
    numeric_phone: bool = False
    late: float = 0.05
    name: str = "{title}{period}"
    """File name with {title} and {period}."""


EXTRAS: dict[str, tuple[str, ...]] = {
    "出动车辆": ("1", "2", "3"),
    "车辆类型": ("小型客车", "摩托车", "电动自行车", "重型货车"),
    "承办中队": ("一中队", "二中队", "三中队"),
    "转发量": ("12", "87", "306", "1540"),
    "是否建档": ("是", "否"),
    "承办单位": ("民政", "医保", "镇街"),
    "办理状态": ("已派单", "办理中", "已回复"),
    "科室": ("内科", "外科", "肿瘤科", "神经内科", "骨科"),
    "备注": ("", "", "", "已电话核实"),
    "网格编号": ("01", "02", "03", "04"),
    "出警单位": ("城区派出所", "镇派出所"),
    "坐席": ("A01", "A02", "B03"),
    "设备": ("安卓", "苹果", "鸿蒙"),
}
"""What stands in the columns nobody declared, beside numberings and accounts."""

HABITS: dict[str, Habit] = {
    "roll": Habit((("xlsx", 1),), "compact", titles=1, aliases=0.0, name="{title}_{period}"),
    "fire_loss": Habit((("xlsx", 7), ("xls", 3)), "cell", "wan", 0.4, 1, "signed", ("序号", "出动车辆"), late=0.06, name="{period}{title}"),
    "emergency_disaster": Habit((("xls", 6), ("xlsx", 4)), "dot", "wan", 0.4, 2, "both", ("序号",), hidden=0.2, name="{title}({period})"),
    "traffic_accident": Habit((("csv-gbk", 6), ("csv-gb18030", 4)), "timed", aliases=0.3, extras=("车辆类型", "承办中队"), late=0.10),
    "publicity_online_help": Habit((("xlsx", 1),), "chinese", titles=1, extras=("序号", "转发量"), omits=("id_number",), late=0.12),
    "disability_new": Habit((("xls", 8), ("csv-gbk", 2)), "compact", aliases=0.25, extras=("是否建档",), name="{title}_{period}"),
    "civil_affairs_new": Habit((("xlsx", 9), ("xls", 1)), "iso", aliases=0.2, titles=1, extras=("序号", "一卡通账号"), late=0.02),
    "citizen_complaint": Habit((("xlsx", 5), ("csv-utf8", 5)), "timed", aliases=0.3, extras=("承办单位", "办理状态"), hidden=0.1),
    "health_inpatient": Habit((("xls", 5), ("xlsx", 5)), "slash", "comma", 0.3, 1, "total", ("序号", "科室"), blank_column=True, name="{period}{title}名单"),
    "medins_inpatient": Habit((("csv-gbk", 4), ("tab-gbk", 3), ("xlsx", 3)), "iso", "plain", 0.25, extras=("银行账号",), numeric_phone=True, late=0.02),
    "medins_annual": Habit((("xlsx", 1),), "cell", "number", 0.25, 1, "total", ("序号",), numeric_phone=True, hidden=1.0, late=0.0),
    "poverty_monitoring": Habit((("xlsx", 6), ("xls", 4)), "dot", aliases=0.4, titles=2, footer="signed", extras=("序号", "备注"), blank_column=True, late=0.10),
    "education_aid": Habit((("xlsx", 1),), "chinese", aliases=0.3, titles=2, footer="signed", extras=("序号", "备注"), numeric_phone=True, hidden=1.0, late=0.0),
    "township_patrol": Habit((("xlsx", 6), ("xls", 3), ("csv-gbk", 1)), "dot", aliases=0.35, titles=1, footer="signed", extras=("序号", "网格编号"), late=0.09),
    "police_110": Habit((("csv-gb18030", 1),), "timed", aliases=0.2, extras=("出警单位",), late=0.04, name="{title}-{period}"),
    "hotline_12349": Habit((("csv-utf8", 6), ("tab-utf8", 4)), "slash", aliases=0.3, extras=("坐席",), numeric_phone=True, late=0.05),
    "boe_miniapp": Habit((("csv-utf8", 8), ("xlsx", 2)), "timed", aliases=0.1, extras=("设备",), late=0.01, name="{title}导出_{period}"),
}  # fmt: skip
