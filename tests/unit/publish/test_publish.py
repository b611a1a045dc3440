"""The published tree, every file opened again: who gets what, ids as text, formulas neutralised, the same bytes twice."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import load_workbook

from matching.district import Releasing
from matching.errors import ConfigurationError, ProcessingError
from matching.publish import check_outputs, publish_centre, publish_slips, read_outputs
from matching.publish.outputs import ListLayout
from matching.publish.workbook import Book
from matching.run import Release
from matching.shapes import OVERLAPS, SLIPS, SUPPLEMENTS

RUN_ID = "event-2026-05-11-01"
ENDING = "即时_2026-05-11"
SECRETS = ("恶性肿瘤秘密", "秘密医院", "ZY秘密001", "98765.43", "98,765.43")


def unit_file(out: Path, unit: str, name: str) -> Path:
    return out / "镇街" / unit / RUN_ID / f"{name}_{ENDING}.{'docx' if name == '线索转办单' else 'xlsx'}"


def centre_file(out: Path) -> Path:
    return out / "中心" / RUN_ID / f"线索总表_{ENDING}.xlsx"


def table(path: Path, sheet: str) -> list[dict]:
    """The rows of a list, by heading."""
    rows = list(load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def all_text(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


def test_the_tree(small_run, tmp_path):
    files = small_run.publish(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == [
        f"中心/{RUN_ID}/待定派单表_{ENDING}.xlsx",
        f"中心/{RUN_ID}/线索总表_{ENDING}.xlsx",
        f"中心/{RUN_ID}/转介清单_{ENDING}.xlsx",
        f"中心/转办登记/{RUN_ID}/转办登记表_{ENDING}.xlsx",
        f"区医保分局/{RUN_ID}/交接登记表_{ENDING}.xlsx",
        f"区医保分局/{RUN_ID}/反馈表_{ENDING}.xlsx",
        f"区医保分局/{RUN_ID}/线索转办单_{ENDING}.docx",
        f"镇街/城东街道/{RUN_ID}/交接登记表_{ENDING}.xlsx",
        f"镇街/城东街道/{RUN_ID}/反馈表_{ENDING}.xlsx",
        f"镇街/城东街道/{RUN_ID}/线索清单_{ENDING}.xlsx",
        f"镇街/城东街道/{RUN_ID}/线索转办单_{ENDING}.docx",
        f"镇街/域城镇/{RUN_ID}/交接登记表_{ENDING}.xlsx",
        f"镇街/域城镇/{RUN_ID}/反馈表_{ENDING}.xlsx",
        f"镇街/域城镇/{RUN_ID}/线索清单_{ENDING}.xlsx",
        f"镇街/域城镇/{RUN_ID}/线索转办单_{ENDING}.docx",
    ]
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == files


def test_the_same_run_gives_the_same_bytes(small_run, tmp_path):
    first, second = small_run.publish(tmp_path / "a"), small_run.publish(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_several_processes_give_the_same_bytes(small_run, tmp_path, monkeypatch):
    first = small_run.publish(tmp_path / "a")
    monkeypatch.setattr("matching.publish.recipients.WORTH_PROCESSES", 1)
    second = small_run.publish(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_unit_gets_its_own_people_and_no_others(small_run, tmp_path):
    small_run.publish(tmp_path)
    units = {clue["clue_id"]: clue["unit"] for clue in small_run.clues}
    seen: list[str] = []
    for name, code in (("城东街道", "370304001"), ("域城镇", "370304102")):
        ids = [row["线索编号"] for row in table(unit_file(tmp_path, name, "线索清单"), "线索清单")]
        assert {units[clue_id] for clue_id in ids} == {code}
        seen += ids
    assert sorted(seen) == sorted(units)


def test_identity_numbers_are_text_of_eighteen_digits(small_run, numbers, tmp_path):
    small_run.publish(tmp_path)
    rows = table(unit_file(tmp_path, "城东街道", "线索清单"), "线索清单")
    assert {row["身份证号"] for row in rows} == {numbers(n) for n in range(0, 12, 2)}
    sheet = load_workbook(unit_file(tmp_path, "城东街道", "反馈表"))["反馈表"]
    cells = [cell for row in sheet.iter_rows(min_row=4) for cell in row if sheet.cell(3, cell.column).value == "身份证号"]
    assert {(cell.data_type, cell.number_format, len(cell.value)) for cell in cells} == {("s", "@", 18)}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice saves the form again")
def test_identity_numbers_survive_libreoffice(small_run, numbers, tmp_path):
    small_run.publish(tmp_path)
    form, back = unit_file(tmp_path, "城东街道", "反馈表"), tmp_path / "back"
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(back), str(form)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert [row["身份证号"] for row in table(back / form.name, "反馈表")] == [numbers(n) for n in range(0, 12, 2)]


def test_lists_are_ready_to_print_and_to_filter(small_run, tmp_path):
    small_run.publish(tmp_path)
    sheet = load_workbook(unit_file(tmp_path, "城东街道", "线索清单"))["线索清单"]
    assert sheet["A1"].value == "城东街道困难群众线索清单"
    assert "2026年5月18日前反馈" in sheet["A2"].value
    assert sheet.freeze_panes == "F4"
    assert sheet.auto_filter.ref == "A3:P9"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert "&P" in sheet.oddFooter.center.text
    colours = {row[1].value: row[1].fill.fgColor.rgb for row in sheet.iter_rows(min_row=4)}
    assert colours == {"红": "FFC00000", "黄": "FFFFD966"}
    levels = [row[1].value for row in sheet.iter_rows(min_row=4)]
    assert levels == sorted(levels, key="红橙黄蓝".index)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝"])
def test_what_a_spreadsheet_could_run_is_neutralised(paper, tmp_path, start):
    paper.add(name=f"{start}HYPERLINK(0)", hardship=f"{start}1+1", phone=f"{start}cmd|calc")
    paper.publish(tmp_path)
    row = table(unit_file(tmp_path, "城东街道", "线索清单"), "线索清单")[0]
    for value in (row["姓名"], row["困难情形"], row["联系电话"]):
        assert value.startswith("'")
    for path in tmp_path.rglob("*.xlsx"):
        assert "<f>" not in all_text(path)


def test_a_telephone_number_keeps_its_plus(paper, tmp_path):
    paper.add(phone="+8613800000001")
    paper.publish(tmp_path)
    assert table(unit_file(tmp_path, "城东街道", "线索清单"), "线索清单")[0]["联系电话"] == "+8613800000001"


def test_sensitive_columns_are_nowhere(small_run, tmp_path):
    for path in small_run.publish(tmp_path):
        text = all_text(path)
        assert not [secret for secret in SECRETS if secret in text], path.name


def test_every_record_is_in_one_sheet_of_the_centre(small_run, tmp_path):
    small_run.publish(tmp_path)
    path = centre_file(tmp_path)
    counts = {sheet: len(table(path, sheet)) for sheet in load_workbook(path).sheetnames if sheet != "封面"}
    assert counts == {"线索总表": 12, "疑似在册": 2, "在册增困": 2, "名册变更": 1, "并入": 2, "非本区": 2, "待定": 2}
    assert sum(counts.values()) == len(small_run.records)


def test_the_cover_counts_feeds_buckets_and_units(small_run, tmp_path):
    small_run.publish(tmp_path)
    sheet = load_workbook(centre_file(tmp_path))["封面"]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]}
    assert RUN_ID in sheet["A2"].value
    assert rows["来源"] == ("接收", "已在册", "疑似在册", "新增线索", "并入", "非本区", "待定")
    assert rows["区医保分局《参保人住院高额费用人员》"] == (22, 2, 2, 12, 2, 2, 2)
    assert rows["区民政局《新纳入救助对象》"] == (1, 1, 0, 0, 0, 0, 0)
    assert rows["域城镇"][:6] == (6, 0, 3, 0, 3, 1)
    assert len(sheet._charts) == 1


def test_a_doubtful_pair_stands_side_by_side(small_run, tmp_path):
    small_run.publish(tmp_path)
    row = table(centre_file(tmp_path), "疑似在册")[0]
    assert row["来源身份证号"] == row["名册身份证号"]
    assert (row["名册救助类型"], row["比对说明"], row["研判期限"]) == ("农村低保", "比对说明", "2026年5月14日")


def test_enrolled_people_are_listed_with_the_new_hardship(small_run, tmp_path):
    small_run.publish(tmp_path)
    [row] = table(unit_file(tmp_path, "域城镇", "线索清单"), "在册增困")
    assert (row["在享救助"], row["新增困难情形"]) == ("农村低保", "2026年4月20日出院，单次住院个人负担合规费用52,300.00元")


def test_one_stay_that_two_departments_report_is_one_line_of_the_enrolled(paper, tmp_path):
    for _ in range(2):
        paper.add("enrolled")
    paper.outcomes[1] |= {"person_id": "P0", "hardship": "家中失火"}
    paper.publish(tmp_path)
    [row] = table(unit_file(tmp_path, "城东街道", "线索清单"), "在册增困")
    assert row["新增困难情形"] == "2026年4月20日出院，单次住院个人负担合规费用52,300.00元\n家中失火"
    assert row["比对说明"] == "比对说明"
    assert row["线索来源"].count("区医保分局") == 2


def test_a_unit_without_clues_still_gets_its_enrolled_people(paper, tmp_path):
    paper.add("enrolled")
    files = paper.publish(tmp_path)
    assert [path.name for path in files] == [f"线索总表_{ENDING}.xlsx", f"线索清单_{ENDING}.xlsx"]


def test_the_feedback_form_locks_who_and_opens_what_is_asked(small_run, tmp_path):
    small_run.publish(tmp_path)
    sheet = load_workbook(unit_file(tmp_path, "城东街道", "反馈表"))["反馈表"]
    assert sheet.protection.sheet
    headings = {cell.value: cell.column for cell in sheet[3]}
    locked = {heading for heading, column in headings.items() if sheet.cell(4, column).protection.locked}
    assert locked == {"序号", "文号", "线索编号", "姓名", "身份证号", "等级", "办理时限"}
    choices = next(rule for rule in sheet.data_validations.dataValidation if rule.type == "list")
    assert choices.formula1 == '"纳入低保,纳入特困,临时救助,专项救助,不符合条件,已在册,查无此人,转外区"'
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == [f"博救转〔2026〕{n:04d}号" for n in range(1, 13, 2)]


def test_what_waits_for_a_unit_has_a_drop_down_of_units(small_run, installation, tmp_path):
    small_run.publish(tmp_path)
    sheet = load_workbook(tmp_path / "中心" / RUN_ID / f"待定派单表_{ENDING}.xlsx")["待定派单"]
    rules = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert rules == {'"' + ",".join([*(unit.name for unit in installation.district.units), "非本区"]) + '"'}
    headings = {cell.value: cell.column for cell in sheet[3]}
    locked = {heading for heading, column in headings.items() if sheet.cell(4, column).protection.locked}
    assert locked == set(installation.assignments.printed) | {"派单编号"}
    columns = {column.header for column in installation.assignments.columns}
    assert set(headings) == set(installation.assignments.printed) | columns


def test_a_risen_clue_and_the_rolls_to_be_looked_at_are_drawn(small_run, tmp_path):
    raised = {"clue_id": "XS-RAISED0001", "unit": "370304102", "slip_no": "博救转〔2026〕0001号", "level_before": "黄", "level": "红",
              "level_rule": "TRY", "reasons": ["【红】试"], "aid": ["医疗"], "name": "张秀兰", "id_number": "370399196203150028",
              "hardship": "=1+1;又一件", "source": "区消防救援大队《火灾损失人员》第4行", "evidence": ["R1"]}  # fmt: skip
    overlap = {
        "person_id": "P1",
        "name": "李建国",
        "id_number": "370399196203150028",
        "unit": "370304102",
        "clashing": "农村低保、特困分散供养",
    }
    batch = replace(
        small_run.batch(),
        supplements=pa.Table.from_pylist([raised], SUPPLEMENTS),
        overlaps=pa.Table.from_pylist([overlap], OVERLAPS),
    )
    publish_centre(batch, tmp_path)
    publish_slips(batch, Release(released_on=date(2026, 5, 11)), SLIPS.empty_table(), tmp_path)
    [row] = table(unit_file(tmp_path, "域城镇", "线索补充单"), "线索补充单")
    assert (row["原等级"], row["现等级"], row["身份证号"]) == ("黄", "红", "370399196203150028")
    assert row["新增困难情形"] == "'=1+1\n又一件"
    assert not list((tmp_path / "镇街" / "城东街道").rglob("线索补充单*"))
    [row] = table(tmp_path / "中心" / RUN_ID / f"名册核对_{ENDING}.xlsx", "疑似重复享受")
    assert (row["姓名"], row["疑似重复的救助"]) == ("李建国", "农村低保、特困分散供养")


def test_a_workbook_says_when_it_was_made_by_the_run_not_by_the_clock(small_run, tmp_path):
    small_run.publish(tmp_path)
    properties = load_workbook(centre_file(tmp_path)).properties
    assert properties.created.date() == date(2026, 5, 11)
    assert properties.creator == small_run.installation.district.centre


def test_an_empty_run_is_a_cover_of_zeros(paper, tmp_path):
    [path] = paper.publish(tmp_path)
    assert path == centre_file(tmp_path)
    assert [row["序号"] for row in table(path, "线索总表")] == ["（无）"]


def test_an_empty_list_says_so_but_no_form_that_comes_back_nor_a_layout_of_before(small_run, tmp_path):
    layouts = read_outputs(small_run.installation.settings.schemas)
    assert {name: layouts[name].empty for name in ("standing", "withdrawn", "assignment", "feedback", "visit")} == {
        **dict.fromkeys(("standing", "withdrawn"), "（无）"),
        **dict.fromkeys(("assignment", "feedback", "visit"), ""),
    }
    about = {"title": "t", "author": "a", "run_id": "r", "day": date(2026, 5, 11), "units": []}
    words = {"unit": "源泉镇", "day": "2026年5月11日"}
    before = layouts["withdrawn"].model_copy(update={"empty": ""})
    for layout, rows, told in ((layouts["withdrawn"], 4, ["（无）"]), (before, 3, [])):
        with Book(tmp_path / f"{rows}.xlsx", **about) as book:
            book.add_list(layout, [], words)
        sheet = load_workbook(tmp_path / f"{rows}.xlsx")["作废"]
        assert (sheet.max_row, [cell.value for cell in sheet["A"][3:]]) == (rows, told)
    with pytest.raises(ValueError, match="a form that comes back"):
        ListLayout.model_validate(layouts["feedback"].model_dump() | {"empty": "（无）"})


def test_the_codes_of_rules_stand_on_the_papers_of_the_centre_alone(small_run, tmp_path):
    def coded(files):
        return {path.relative_to(tmp_path).parts[1] for path in files if "INPATIENT_50K" in all_text(path)}

    assert coded(small_run.publish(tmp_path / "now")) == {"中心"}
    lists = all_text(unit_file(tmp_path / "now", "城东街道", "线索清单"))
    assert "达到5万元档（依据：博政办字〔2021〕27号二（二）2单次住院个人负担2万元以上）" in lists
    district = small_run.installation.district
    was = district.model_copy(update={"release": district.release.model_copy(update={"rule_codes": True})})
    small_run.installation = replace(small_run.installation, district=was)
    assert coded(small_run.publish(tmp_path / "before")) == {"中心", "镇街", "区医保分局"}
    assert Releasing().rule_codes, "a run that was released before replays with its codes"


def test_a_slip_without_a_clue_is_refused(small_run, tmp_path):
    batch = small_run.batch()
    orphan = type(batch)(**{**vars(batch), "clues": batch.clues.slice(0, 3)})
    slips = pa.Table.from_pylist(small_run.slips(), SLIPS)
    with pytest.raises(ProcessingError, match="slips without a clue"):
        publish_slips(orphan, Release(released_on=date(2026, 5, 11)), slips, tmp_path)


def test_texts_that_look_like_markup_or_escapes_come_back_as_they_were(paper, tmp_path):
    wild = "<b>&amp; _x0041_ \"'] ]]> 㛃䶮"
    paper.add(name=wild, hardship=wild)
    paper.publish(tmp_path)
    row = table(unit_file(tmp_path, "城东街道", "线索清单"), "线索清单")[0]
    assert (row["姓名"].replace("_x005F_", "_"), row["困难情形"].replace("_x005F_", "_")) == (wild, wild)


def test_a_sheet_says_how_far_it_goes(small_run, tmp_path):
    small_run.publish(tmp_path)
    book = load_workbook(unit_file(tmp_path, "城东街道", "线索清单"), read_only=True)
    assert book["线索清单"].calculate_dimension() == "A1:P9"


@pytest.mark.parametrize(
    ("text", "fault", "told"),
    [
        ("field: hardship", "field: diagnosis", "fields that a slip does not have: \\['diagnosis'\\]"),
        ("header: 等级", "header: 序号", "headers used twice"),
        ("frozen_columns", "frozen_colums", "frozen_colums"),
        ("{run_id}", "{runid}", "no such word: \\['runid'\\]"),
        ("field: level, width", "width", "either field or fill"),
    ],
)
def test_a_typo_in_a_layout_fails_with_file_and_key(small_run, tmp_path, text, fault, told):
    settings = small_run.installation.settings
    project = tmp_path / "project"
    (project / "schemas").mkdir(parents=True)
    for path in settings.schemas.rglob("*"):
        if path.is_file():
            copy = project / "schemas" / path.relative_to(settings.schemas)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    layout = project / "schemas" / "outputs" / "clue_list.yml"
    assert text in layout.read_text(encoding="utf-8")
    layout.write_text(layout.read_text(encoding="utf-8").replace(text, fault, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"clue_list.yml.*{told}"):
        read_outputs(project / "schemas")


def test_a_configuration_from_before_a_list_has_the_others(small_run, tmp_path):
    shutil.copytree(small_run.installation.settings.schemas / "outputs", tmp_path / "outputs")
    (tmp_path / "outputs" / "returned.yml").unlink()
    layouts = read_outputs(tmp_path)
    assert layouts["clue_list"].columns
    with pytest.raises(ConfigurationError, match=r"returned\.yml: is not there"):
        layouts["returned"]
    with pytest.raises(ConfigurationError, match=r"returned\.yml: is not there"):
        check_outputs(tmp_path)


def test_a_layout_nobody_uses_fails(small_run, tmp_path):
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "extra.yml").write_text("sheet: x", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="extra"):
        read_outputs(tmp_path)
