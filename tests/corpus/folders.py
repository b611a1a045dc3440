"""Files in the wrong folder: every pair of tables that look alike, and units in one another's folders."""

from tests.corpus.cases import Case, line, retitled, table, xlsx

MISPLACED = [(None, None, "WRONG_FOLDER", "file")]


def _wrong(name: str, about: str, of: str, into: str, cure: str, **more: object) -> Case:
    """The table of one feed dropped into another's folder."""
    return Case(name, about, into, xlsx(table(of)), "misplaced", told=MISPLACED, cure=cure, **more)  # type: ignore[arg-type]


def _named(code: str, title: str) -> list[list[object]]:
    return [line(table(code), title), *table(code)]


CASES = (
    _wrong("disability_for_fire", "Two tables that have nothing in common.", "disability_new", "fire_loss", "区残联/新认定残疾人员"),
    _wrong("roll_for_its_change", "The whole roll in the folder of its weekly change.", "roll", "civil_affairs_new", "区民政局/救助对象名册"),
    _wrong("change_for_the_roll", "The weekly change in the roll's folder: taken for the roll it would end everybody's benefits.", "civil_affairs_new", "roll",
           "区民政局/新纳入救助对象"),
    _wrong("year_for_stays", "The yearly list in the folder of single stays.", "medins_annual", "medins_inpatient", "区医保分局/年度累计高额费用人员"),
    _wrong("stays_for_year", "Single stays in the folder of the yearly list.", "medins_inpatient", "medins_annual", "区医保分局/参保人住院高额费用人员"),
    _wrong("complaints_for_elders", "12345 in the folder of 12349.", "citizen_complaint", "hotline_12349", "区政府市民投诉中心/家庭困难诉求人员"),
    _wrong("elders_for_complaints", "12349 in the folder of 12345.", "hotline_12349", "citizen_complaint", "12349养老服务热线/养老热线困难线索"),
    _wrong("online_for_miniapp", "Pleas of the network in the folder of the mini-program.", "publicity_online_help", "boe_miniapp", "区委宣传部/网络求助线索"),
    _wrong("patrol_for_poverty", "A unit's patrols in the folder of 扶贫办.", "township_patrol", "poverty_monitoring", "镇街/（本单位）/巡查发现"),
    _wrong("poverty_for_patrol", "Monitoring of poverty in a unit's folder.", "poverty_monitoring", "township_patrol", "区扶贫办/返贫动态监测线索"),
    _wrong("police_for_traffic", "110 in the folder of the traffic police.", "police_110", "traffic_accident", "公安110/警情困难线索"),
    _wrong("pupils_for_patrol", "Pupils in a unit's folder.", "education_aid", "township_patrol", "区教体局/申请教育资助学生"),
    Case("disaster_titled_for_fire", "A disaster's table has the very headings of a fire's; its title tells.", "fire_loss",
         xlsx(_named("emergency_disaster", "受灾及生产安全事故困难人员统计表")), "misplaced", told=MISPLACED, cure="区应急管理局/受灾及生产安全事故困难人员"),
    Case("disaster_untitled_for_fire", "Without a title the kinds of disaster tell, row by row.", "fire_loss",
         xlsx(table("emergency_disaster")), "rejected", (3, 0), told=[(n, "灾种", "NOT_A_FIRE", "row") for n in (2, 3, 4)], cure="区应急管理局"),
    Case("fire_named_for_disaster", "A fire's table in the disasters' folder; the file's name tells.", "emergency_disaster",
         xlsx(table("fire_loss")), "misplaced", told=MISPLACED, file="火灾损失人员11月.xlsx", cure="区消防救援大队/火灾损失人员"),
    Case("fire_unnamed_for_disaster", "Without a name no cause of a fire is a kind of disaster.", "emergency_disaster",
         xlsx(table("fire_loss")), "rejected", (3, 0), told=[(n, "灾种", "ENUM_UNKNOWN", "row") for n in (2, 3, 4)]),
    Case("insured_titled_for_health", "The insured's stays in the hospitals' folder; the title within a title does not count.", "health_inpatient",
         xlsx(_named("medins_inpatient", "2026年10月参保人住院高额费用人员名单")), "misplaced", told=MISPLACED, cure="区医保分局/参保人住院高额费用人员"),
    Case("hospitals_titled_for_insured", "The hospitals' stays in the insured's folder.", "medins_inpatient",
         xlsx(_named("health_inpatient", "2026年10月住院高额费用人员名单")), "misplaced", told=MISPLACED, cure="区卫生健康局/住院高额费用人员"),
    Case("stays_untitled", "Without a title the two tables of stays cannot be told apart: the folder is believed.", "medins_inpatient",
         xlsx(table("health_inpatient")), "accepted", (3, 3)),
    Case("own_title", "Its own title, and a line that mentions another table.", "fire_loss",
         xlsx([line(table("fire_loss"), "火灾损失人员统计表"), line(table("fire_loss"), "（与受灾及生产安全事故困难人员不重复）"), *table("fire_loss")]),
         "accepted", (3, 3)),
    Case("other_table_in_brackets", "The title says in brackets what another list holds.", "fire_loss",
         xlsx([line(table("fire_loss"), "火灾名单（受灾及生产安全事故困难人员另报）"), *table("fire_loss")]), "accepted", (3, 3)),
    Case("other_table_left_out", "The file's name says what the list does not hold.", "fire_loss", xlsx(table("fire_loss")), "accepted", (3, 3),
         file="火灾名单，不含受灾及生产安全事故困难人员.xlsx"),
    Case("other_table_before_what_it_leaves_out", "Another table's title that leaves ours out is still another table's.", "fire_loss",
         xlsx([line(table("fire_loss"), "受灾及生产安全事故困难人员统计表（其他另报）"), *table("emergency_disaster")]), "misplaced", told=MISPLACED,
         cure="区应急管理局"),
    Case("another_table_in_brackets", "Brackets excuse no table that does not fit here.", "fire_loss",
         xlsx([line(table("disability_new"), "（新认定残疾人员另报）"), *table("disability_new")]), "misplaced", told=MISPLACED, cure="区残联"),
    Case("another_units_patrol", "白塔镇's file in 城东街道's folder.", "township_patrol",
         xlsx(table("township_patrol")), "misplaced", told=MISPLACED, file="白塔镇巡查发现11月.xlsx", cure="镇街/白塔镇/巡查发现"),
    Case("own_patrol_that_names_another", "A file that names its own unit and another.", "township_patrol",
         xlsx(table("township_patrol")), "accepted", (3, 3), file="城东街道巡查发现（含白塔镇迁入）.xlsx"),
    Case("another_departments_incomplete_table", "A table that fits no folder: what is missing here is told.", "fire_loss",
         xlsx(retitled(table("disability_new"), {"证件号码/残疾证号": "卡号", "残疾类别": "类"})), "rejected",
         told=[(None, header, "COLUMN_MISSING", "file") for header in ("时间", "地址", "损失金额")]),
)  # fmt: skip
