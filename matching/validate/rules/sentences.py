"""What the rules that follow from a contract say: what is wrong, and what to do.

Belongs here: the sentences, by what is wrong with a cell, and how much a doubt weighs. Does not belong here: making rules of them (generated).
"""

from matching.validate.rows.person import ID_AGE_ODD
from matching.validate.values.cells import Problem

Sentence = tuple[str, str]

PROBLEMS: dict[str, tuple[tuple[Problem, ...], tuple[Sentence, ...]]] = {
    "date": (
        (Problem.DATE_UNREADABLE, Problem.DATE_AMBIGUOUS),
        (
            ("日期无法识别", "请按「2026-05-03」的样式填写年月日"),
            ("日期有两种读法，分不清年、月、日", "请按「2026-05-03」的样式填写，年份写四位"),
        ),
    ),
    "month": (
        (Problem.MONTH_UNREADABLE, Problem.MONTH_AMBIGUOUS),
        (
            ("月份无法识别", "请按「2026-05」的样式填写"),
            ("月份有两种读法（如 2026.1 可能是 1 月，也可能是 10 月）", "请按「2026-01」或「2026-10」的样式填写"),
        ),
    ),
    "remark": (
        (Problem.SAYS_ENDED, Problem.REMARK_UNKNOWN),
        (
            ("写着停发、注销、死亡、迁出或尚未批准一类的话", "确已停止的，请填写「停止月份」；仍在享受的，请改写后重新报送"),
            (
                "写的话不在已登记的用语之内，分不清救助是否仍在享受",
                "确已停止的，请填写「停止月份」；仍在享受的，请换个说法或写明「正常享受」后重新报送",
            ),
        ),
    ),
    "ended": (
        (Problem.SAYS_ENDED,),
        (
            (
                "填写了停发、注销、死亡或迁出的日期或原因，已按停止处理",
                "确已停止的，请填写「停止月份」，或无需处理；仍在享受的，请清空后重新报送",
            ),
        ),
    ),
    "money": (
        (Problem.MONEY_UNREADABLE, Problem.MONEY_UNIT_DOUBTFUL, Problem.MONEY_POINT_DOUBTFUL),
        (
            ("金额无法识别", "请填写数字并写明单位，如「23000元」或「2.3万元」"),
            (
                "分不清这个数字的单位：表头或标题写明万元等，数字却像是以元填写的，或写了元和万元两种单位",
                "请在数字后写明单位，如「23000元」或「2.3万元」",
            ),
            (
                "金额有三位小数，分不清点是小数点还是千分位（30.500 可能是 30.5 元，也可能是 30500 元）",
                "请写成 30500 或 30.50 的样式后重新报送本行",
            ),
        ),
    ),
    "integer": ((Problem.INTEGER_UNREADABLE,), (("不是整数", "请只填写阿拉伯数字，如 3"),)),
    "enum": ((Problem.ENUM_UNKNOWN,), (("填写内容不在约定的选项之内", ""),)),
    "pair": ((Problem.PAIR_MISTYPED,), (("编号有误（位数不对，或有一位抄错）", "请从发出的表中原样复制编号"),)),
    "slip": (
        (Problem.SLIP_MISTYPED,),
        (("转办单号有误（不是文号，或二维码编号抄错一位）", "请从转办单上原样抄写文号，或二维码下的十一位编号"),),
    ),
}
PROBLEMS["start_month"] = PROBLEMS["end_month"] = PROBLEMS["month"]
NOT_COVERED = "更正以前此人不因这项救助算作在册"
TAKEN_FOR = {
    "start_month": NOT_COVERED,
    "end_month": "更正以前按已停止处理，此人不因这项救助算作在册",
    "ended": NOT_COVERED,
    "remark": NOT_COVERED,
}
"""What becomes of a value that cannot be read, where it is not taken for blank."""
DOUBTS: dict[str, tuple[str, Sentence]] = {
    Problem.NOT_A_NAME.value: ("critical", ("姓名栏里不是姓名，而是号码或日期", "请核对各列是否错位，填写姓名后重新报送本行")),
    Problem.NAME_DITTO.value: ("critical", ("姓名栏写的是「同上」一类的话，不是姓名", "请填写本行人员的姓名后重新报送本行")),
    Problem.DITTO.value: (
        "critical",
        ("写的是「同上」一类的话，系统不从上一行推定，本项按未填处理", "请填写本行自己的内容后重新报送"),
    ),
    Problem.SEVERAL_NAMES.value: (
        "critical",
        (
            "姓名栏里不止一个人",
            "每行只填一个人：请把其他人另起一行，分别填写姓名和身份证号后重新报送；确是一个人的，请去掉姓名中的空格",
        ),
    ),
    Problem.NAME_UNKNOWN.value: ("warning", ("姓名未写明", "如已查明姓名，请补报，以便准确比对")),
    Problem.NAME_WITH_DIGITS.value: ("warning", ("姓名中有数字", "请核对姓名")),
    Problem.PUA_CHARACTER.value: ("warning", ("含有系统造字，其他单位看不到", "请改用通用字库的字")),
    Problem.SHORTENED.value: (
        "critical",
        (
            "这一格只是原文的开头（末尾有「【内容过长，以下未显示】」标记），不能当作全文",
            "请粘贴全文（放不下的请精简），删去末尾的标记后重新报送本行",
        ),
    ),
    Problem.MERGED.value: (
        "critical",
        (
            "合并单元格跨了不同的人，分不清这一项是谁的，本项按未填处理",
            "请取消合并，逐行填写各人自己的内容后重新报送",
        ),
    ),
    Problem.MERGED_PHONE.value: (
        "warning",
        ("电话的合并单元格跨了不同的人，按各人共用的电话登记", "不是共用的，请取消合并，逐行填写后重新报送"),
    ),
    ID_AGE_ODD: ("warning", ("身份证号中的出生日期不合常理（在报送日期之后，或超过 120 岁）", "请与证件核对，更正后可重新报送")),
}
"""Doubts that few tables raise: severity and sentence. They become rules only for the columns in which a row raises them."""
DAMAGED = ("身份证号已被表格软件截断（末几位丢失），无法恢复", "请将身份证号列设为文本格式后重新报送")
CHECKSUM = ("身份证号校验位不符，可能有一位数字填错", "请与证件核对，更正后可重新报送")
MALFORMED = ("身份证号位数或格式不对", "请与证件核对，更正后可重新报送")
MASKED = ("身份证号部分数字被隐去", "如有完整号码，请补报，以便准确比对")
MISSING = ("身份证号未填", "如能补充身份证号，请补报，以便准确比对")
