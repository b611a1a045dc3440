"""Amounts with a comma in texts without quotes, in rows that are no wider than the heading; and rows that only look like it."""

from collections.abc import Callable

from tests.corpus.cases import Case, Told
from tests.tables import number

MEDINS = f"姓名,身份证号,出院日期,{{}}\n王大明,{number(1)},2026-10-03,{{}}\n王大红,{number(2)},2026-10-03,{{}}\n"
FIRE = (
    "时间,地址,户主,户主身份证号,损失金额,{}\n2026-10-30,城东街道双山路1号,孙大明,"
    + number(1)
    + ",{}\n2026-10-30,城东街道双山路2号,孙大红,"
    + number(2)
    + ",{}\n"
)


def _text(table: str, heading: str, *rows: str) -> Callable[[], bytes]:
    return lambda: table.format(heading, *rows).encode("gb18030")


def _cut(name: str, about: str, feed: str, make: Callable[[], bytes], *told: Told) -> Case:
    return Case(name, about, feed, make, "partly", (2, 1), told=told, file="报送.csv", cure="金额去掉逗号")


def _good(name: str, about: str, feed: str, make: Callable[[], bytes], rows: int = 2) -> Case:
    return Case(name, about, feed, make, "accepted", (rows, rows), file="报送.csv")


CASES = (
    _cut("comma_before_blank_cells", "23,012 before two cells left blank: a loss of 23 and a telephone 012.", "fire_loss",
         _text(FIRE, "联系电话,家庭人口", "23,012", "30000,13800000002,3"), (2, "损失金额", "AMOUNT_CUT", "row"), (2, "联系电话", "PHONE_FORMAT", "warning"),
         (2, "损失金额", "LOSS_TINY", "warning")),
    _cut("comma_before_the_family", "23,000 before a family size left blank: a loss of 23 and nobody at home.", "fire_loss",
         _text(FIRE, "家庭人口", "23,000", "30000,3"), (2, "损失金额", "AMOUNT_CUT", "row"), (2, "家庭人口", "OUT_OF_RANGE", "warning"),
         (2, "损失金额", "LOSS_TINY", "warning")),
    _cut("comma_before_a_remark", "23,012 before a remark that nobody agreed on.", "fire_loss", _text(FIRE, "备注", "23,012", "30000,无"),
         (2, "损失金额", "AMOUNT_CUT", "row"), (2, "损失金额", "LOSS_TINY", "warning")),
    _cut("comma_in_the_total", "A total of 145,678 before a burden; the others' totals are never so small.", "medins_inpatient",
         _text(MEDINS, "总费用,统筹支付,个人负担合规费用,备注", "145,678,23456", "45678,11111,23456,无"), (2, "总费用", "AMOUNT_CUT", "row"), (2, "个人负担合规费用", "BURDEN_OVER_TOTAL", "warning"), (2, "统筹支付", "POOLED_OVER_TOTAL", "warning")),
    _cut("comma_in_the_burden", "A burden of 123,456 before the total: not below the threshold, but cut.", "medins_inpatient",
         _text(MEDINS, "个人负担合规费用,总费用,备注", "123,456", "23456,45678,无"), (2, "个人负担合规费用", "AMOUNT_CUT", "row"),
         (2, "个人负担合规费用", "BELOW_THRESHOLD", "row")),
    _good("small_amounts_side_by_side", "500 and 200 of a list in which amounts are often so small.", "medins_inpatient",
          _text(MEDINS, "总费用,大病支付,救助支付,个人负担合规费用,备注", "90000,500,200,23456", "45678,300,100,23456,无\n王大山,"
                + number(3) + ",2026-10-03,45678,150,,23456,无"), 3),
    _good("small_amounts_before_a_township", "500 and 200 before a township, which stands in no column of money.", "medins_inpatient",
          _text(MEDINS, "总费用,大病支付,救助支付,个人负担合规费用,参保地,备注", "90000,500,200,23456,池上镇", "45678,11111,2222,23456,池上镇,无")),
    _good("small_amounts_in_every_row", "No row has more cells than the others: none is short.", "medins_inpatient",
          _text(MEDINS, "个人负担合规费用,大病支付,救助支付,备注", "23456,500,200", "23456,300,100")),
    _good("amounts_with_commas_between_tabs", "Between tabs a comma cuts nothing.", "fire_loss",
          lambda: FIRE.replace(",", "\t").format("家庭人口\t灾种", "500\t3", "23,000\t3\t电气").encode("gb18030")),
)  # fmt: skip
