"""Amounts of money, whole numbers and choices: spellings, thresholds, and what is no number."""

from collections.abc import Callable

from tests.corpus.cases import Case, column, csv, table, xlsx

LOSS, BURDEN, YEARLY = "损失金额", "个人负担合规费用", "年度累计个人负担合规费用"
GOOD = ["2.3万", "23,000元", "23000", "23000.00", "￥23,000.00", "¥ 23000", "人民币23000元整", "２３，０００", "2,3000", "2.3万元", " 23000 ", "'23000",
        '="23000"', "23000元", "23000块", "+23000", "RMB23000", "0.00023亿", "23 000", "23000.004", "22999.995"]  # fmt: skip
BAD = ["约2万", "2-3万", "2万余元", "2万多", "两万左右", "二万三千元", "贰万叁仟元整", "23%", "(23000)", "2.3W", "23k", "2万3千", "2,30", "1e5", "1.2.3",
       "23000①", "23000²", "元", "见票据", "待核", "23000/3", "23000 24000", "美元23000", "23000?", "99999999999999999", "2万至3万"]  # fmt: skip


def _burdens(code: str, cells: list[object]) -> list[list[object]]:
    change = {(n, "burden"): cell for n, cell in enumerate(cells)} | {(n, "total_cost"): "" for n in range(len(cells))}
    return table(code, len(cells), change)


def _unquoted(losses: dict[int, str]) -> Callable[[], bytes]:
    """A list of four whose last column, the loss, holds these cells, written without any quotes."""
    rows = column("fire_loss", "loss", [losses.get(n, "12000") for n in range(4)])
    return lambda: "\r\n".join(",".join(map(str, row)) for row in rows).encode("gb18030")


CASES = (
    Case("amounts_in_every_spelling", "Twenty-one spellings of 23,000 yuan.", "fire_loss", xlsx(column("fire_loss", "loss", GOOD)),
         "accepted", (len(GOOD), len(GOOD)), values={n + 2: {"loss": "23000"} for n in range(len(GOOD))}),
    Case("amounts_that_are_none", "About, between, more than, in words, per cent, in brackets, with footnotes: findings, never a guess.",
         "fire_loss", xlsx(column("fire_loss", "loss", BAD)), "rejected", (len(BAD), 0),
         told=[(n + 2, LOSS, "MONEY_UNREADABLE", "row") for n in range(len(BAD))], cure="请填写数字并写明单位"),
    Case("amount_cells", "Numbers in cells: whole, with fen, with the dirt of binary fractions.", "fire_loss",
         xlsx(column("fire_loss", "loss", [23000, 23000.5, 0.1 + 0.2, 1234567.89, 22999.999999999996])), "accepted", (5, 5),
         told=[(4, LOSS, "LOSS_TINY", "warning")],
         values={2: {"loss": "23000"}, 3: {"loss": "23000.50"}, 4: {"loss": "0.30"}, 5: {"loss": "1234567.89"}, 6: {"loss": "23000"}}),
    Case("amount_with_three_decimals", "30.500 and 23.000 yuan: thirty and a half, or thirty thousand? In 万元 there is no doubt.", "fire_loss",
         xlsx(column("fire_loss", "loss", ["30.500", "23.000元", "￥123.456", "2.305万元", "0.305", "1234.567"])), "partly", (6, 3),
         told=[*((n, LOSS, "MONEY_POINT_DOUBTFUL", "row") for n in (2, 3, 4)), (6, LOSS, "LOSS_TINY", "warning")],
         values={5: {"loss": "23050"}, 7: {"loss": "1234.57"}}, cure="30500 或 30.50"),
    Case("amount_with_a_comma_in_a_text_file", "Without quotes a comma makes two cells of an amount; blank cells at the end do not.", "fire_loss",
         _unquoted({1: "123,500", 2: "13000,,", 3: "123,456.78,"}), "partly", (4, 2),
         told=[(3, None, "ROW_TOO_WIDE", "row"), (5, None, "ROW_TOO_WIDE", "row")], values={4: {"loss": "13000"}}, cure="去掉逗号或改用 xlsx"),
    Case("notes_beside_a_workbook", "In a workbook what stands beside the table is a note.", "fire_loss",
         xlsx([*table("fire_loss", 2)[:2], [*table("fire_loss", 2)[2], "已电话核实"]]), "accepted", (2, 2)),
    Case("amount_negative", "A loss below zero.", "fire_loss", xlsx(column("fire_loss", "loss", ["-500", "0"])), "partly", (2, 1),
         told=[(2, LOSS, "OUT_OF_RANGE", "row")], values={3: {"loss": "0"}}),
    Case("amount_blank_is_not_zero", "No loss is written down: no value, not 0.", "fire_loss",
         xlsx(column("fire_loss", "loss", ["", "/", "无", "—"])), "accepted", (4, 4), values={n: {"loss": None} for n in (2, 3, 4, 5)}),
    Case("amount_tiny_and_huge", "2.3 yuan and 60 million yuan: the unit may be wrong.", "fire_loss",
         xlsx(column("fire_loss", "loss", ["2.3", "60000000"])), "accepted", (2, 2),
         told=[(2, LOSS, "LOSS_TINY", "warning"), (3, LOSS, "LOSS_HUGE", "warning")]),
    Case("threshold_of_a_stay", "19,999.99 is below 20,000; 20,000 itself is not: 以上 includes the number.", "health_inpatient",
         xlsx(_burdens("health_inpatient", ["19,999.99", "20,000", "20000.00元", "2万", 20000, 19999.99, "20000.01"])), "partly", (7, 5),
         told=[(2, BURDEN, "BELOW_THRESHOLD", "row"), (7, BURDEN, "BELOW_THRESHOLD", "row")], values={3: {"burden": "20000"}}, cure="报送范围"),
    Case("threshold_of_a_stay_medins", "The same for the insured.", "medins_inpatient",
         csv(_burdens("medins_inpatient", ["19,999.99", "20,000"])), "partly", (2, 1), told=[(2, BURDEN, "BELOW_THRESHOLD", "row")]),
    Case("threshold_of_the_year", "39,999.99 is below 40,000; 40,000 is not.", "medins_annual",
         xlsx(_burdens("medins_annual", ["39,999.99", "40,000", "4万", "40000.00"])), "partly", (4, 3),
         told=[(2, YEARLY, "BELOW_THRESHOLD", "row")], values={3: {"burden": "40000"}}),
    Case("burden_in_a_wrong_unit", "Two hundred million yuan for one stay.", "health_inpatient",
         xlsx(_burdens("health_inpatient", ["230000000", "23000"])), "partly", (2, 1), told=[(2, BURDEN, "BURDEN_HUGE", "row")]),
    Case("burden_over_total", "The patient bears more than the stay cost.", "health_inpatient",
         xlsx(table("health_inpatient", 2, {(0, "total_cost"): "21000", (0, "burden"): "25000"})), "accepted", (2, 2),
         told=[(2, BURDEN, "BURDEN_OVER_TOTAL", "warning")]),
    Case("pooled_over_total", "The fund paid more than the stay cost.", "medins_inpatient",
         xlsx(table("medins_inpatient", 2, {(0, "pooled_paid"): "99000.01"})), "accepted", (2, 2),
         told=[(2, "统筹支付", "POOLED_OVER_TOTAL", "warning")]),
    Case("burden_is_not_built", "自付 and 自费 are there, the burden is blank: it is never added up.", "health_inpatient",
         xlsx(_burdens("health_inpatient", ["", "25000"])), "partly", (2, 1), told=[(2, BURDEN, "REQUIRED_BLANK", "row")]),
    Case("whole_numbers", "3, 3人, ３口, 3.0; 三, 3.5, 两三人 and 3① are told.", "fire_loss",
         xlsx(column("fire_loss", "family_size", ["3", "3人", "３口人", "3.0", 3, "三", "3.5", "2-3", "3①", "3 4"])), "accepted", (10, 10),
         told=[(n, "家庭人口", "INTEGER_UNREADABLE", "warning") for n in (7, 8, 9, 10, 11)],
         values={n: {"family_size": "3"} for n in range(2, 7)} | {7: {"family_size": None}}),
    Case("whole_numbers_out_of_range", "A household of none and of a hundred.", "fire_loss",
         xlsx(column("fire_loss", "family_size", ["0", "100", "20"])), "accepted", (3, 3),
         told=[(2, "家庭人口", "OUT_OF_RANGE", "warning"), (3, "家庭人口", "OUT_OF_RANGE", "warning")]),
    Case("choice_that_decides", "An injury nobody agreed on sets the row aside and names the choices.", "traffic_accident",
         xlsx(column("traffic_accident", "injury", ["失踪", "重伤", "当场死亡", " 死 亡 ", "受伤"])), "partly", (5, 4),
         told=[(2, "伤亡情况", "ENUM_UNKNOWN", "row")], values={4: {"injury": "死亡"}, 5: {"injury": "死亡"}, 6: {"injury": "轻伤"}}, cure="死亡、重伤"),
    Case("choice_that_decides_nothing", "How a hardship was found: an unknown word is told, the row counts.", "township_patrol",
         xlsx(column("township_patrol", "found_by", ["微信群", "走访"])), "accepted", (2, 2),
         told=[(2, "发现方式", "ENUM_UNKNOWN", "warning")], values={2: {"found_by": None}, 3: {"found_by": "入户走访"}}),
)  # fmt: skip
