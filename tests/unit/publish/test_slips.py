"""The slips: one page each, the words that must stand there, a template that staff may edit and may not break."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from matching.codes import read_slip_code
from matching.errors import ConfigurationError
from matching.publish import TEMPLATE, build_default_template, read_template
from matching.publish.document import write_slips
from matching.publish.slips import Slip, slip_of, slips_of
from matching.publish.wording import clean, typeset
from tests.unit.publish.conftest import check_page_is_full

AS_OF = date(2026, 5, 11)
ABOUT = {"district": "博山区", "centre": "区社会救助综合服务中心", "run_id": "event-2026-05-11-01"}


@pytest.fixture
def template(installation):
    return read_template(installation.settings.schemas / TEMPLATE)


@pytest.fixture
def slips(small_run) -> list[Slip]:
    clues = {clue["clue_id"]: clue for clue in small_run.clues}
    return slips_of(small_run.slips(), clues, small_run.installation.district)


def words(path: Path) -> list[str]:
    """Every text of the document, cell by cell."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def long_clue(clue: dict) -> dict:
    """A clue in which everything is as long as it can come."""
    text = "房屋过火后全家借住亲戚处,老人行动不便,孩子上学,收入中断" * 30
    aid = ["低保", "特困", "临时救助", "医疗", "教育", "住房", "就业", "灾后"]
    departments = ["medins", "education", "housing", "labour", "emergency"]
    wide = dict.fromkeys(("hardship", "household", "benefits", "basis", "source", "address", "register_address"), text)
    return {**clue, **wide, "name": "阿卜杜热合曼·买买提艾力·图尔荪", "phone": "13800000001、13800000002", "reasons": [text[:90]] * 9,
            "aid": aid, "departments": departments}  # fmt: skip


def test_one_slip_one_table_with_number_name_and_due_date(slips, template, tmp_path):
    path = write_slips(template, slips, ABOUT, AS_OF, tmp_path / "slips.docx")
    document = Document(str(path))
    assert len(document.tables) == len(slips) == 24
    text = words(path)
    for slip in slips:
        assert f"主送：{slip.recipient}（{slip.role}）\t{slip.number}  校验码{slip.check}" in text
        assert slip.id_number in text
    assert text.count("2026年5月18日前（5个工作日）") >= 24
    assert not [line for line in text if "{{" in line or "{%" in line]


def test_a_slip_says_what_an_officer_must_know(slips, template, tmp_path):
    text = "\n".join(words(write_slips(template, slips[:1], ABOUT, AS_OF, tmp_path / "slip.docx")))
    for expected in (
        "博山区困难群众线索转办单", "线索来源", "区医保分局《参保人住院高额费用人员》第4行", "承办单位", "城东街道", "协办单位", "区医保分局",
        "山东省淄博市博山区八陡镇福山村12号", "2026年4月20日出院，单次住院个人负担合规费用52,300.00元", "在享待遇", "比对依据",
        "达到5万元档（依据：博政办字〔2021〕27号二（二）2单次住院个人负担2万元以上；规则：INPATIENT_50K）", "红色", "临时救助、医疗（建议，待核实）",
        "签 发 人", "签 收 人", "调查情况", "☐纳入低保", "☐纳入特困", "☐临时救助", "☐专项救助", "☐不符合条件", "☐已在册", "☐查无此人", "☐转外区",
        "未纳入原因", "承 办 人", "负责人盖章", "反馈日期", "☐满意", "☐基本满意", "☐不满意", "待入户核实，不是救助决定",
    ):  # fmt: skip
        assert expected in text, expected


def test_slips_are_in_the_order_of_their_numbers(slips):
    assert [slip.number for slip in slips] == [f"博救转〔2026〕{n:04d}号" for n in range(1, 25)]
    assert {slip.role for slip in slips[:12]} == {"主办"}
    assert {(slip.role, slip.recipient) for slip in slips[12:]} == {("协办", "区医保分局")}


def test_the_same_slips_give_the_same_bytes(slips, template, tmp_path):
    first, second = (write_slips(template, slips, ABOUT, AS_OF, tmp_path / name) for name in ("a.docx", "b.docx"))
    assert first.read_bytes() == second.read_bytes()
    properties = Document(str(first)).core_properties
    assert (properties.created.date(), properties.author) == (AS_OF, ABOUT["centre"])


def test_the_fields_never_take_more_than_the_page(small_run):
    district = small_run.installation.district
    for clue in (small_run.clues[0], long_clue(small_run.clues[0])):
        slip = slip_of(small_run.slips()[0], clue, district)
        check_page_is_full(slip)


def test_reasons_that_do_not_fit_are_counted(small_run):
    slip = slip_of(
        small_run.slips()[0], {**small_run.clues[0], "reasons": ["【红】" + "理" * 60] * 4}, small_run.installation.district
    )
    assert slip.reasons.endswith("另有2条理由，见线索清单")


def test_markup_and_control_characters_of_a_source_do_no_harm(small_run, template, tmp_path):
    wild = "<w:p>&amp; {{ slip.phone }} \x0b\x00\ud800 ]]>"
    slip = slip_of(small_run.slips()[0], {**small_run.clues[0], "hardship": wild}, small_run.installation.district)
    path = write_slips(template, [slip], ABOUT, AS_OF, tmp_path / "slip.docx")
    assert "<w:p>&amp; {{ slip.phone }} ]]>" in "\n".join(words(path))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice counts the pages")
def test_one_slip_is_one_page(small_run, slips, template, tmp_path):
    long = slip_of(small_run.slips()[0], long_clue(small_run.clues[0]), small_run.installation.district)
    batch = [slips[0], long, slips[1], replace(long, number="博救转〔2026〕0099号")]
    path = write_slips(template, batch, ABOUT, AS_OF, tmp_path / "slips.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "slips.pdf").read_bytes()))
    assert pages == len(batch)


def edited(template: Path, tmp_path: Path, old: str, new: str) -> Path:
    """The default template after somebody edited one text in Word."""
    document = Document(str(template))
    paragraphs = [
        *document.paragraphs,
        *(p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs),
    ]
    found = next(run for paragraph in paragraphs for run in paragraph.runs if old in run.text)
    found.text = found.text.replace(old, new)
    path = tmp_path / "edited.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ slip.hardship }}", "{{ slip.hardshp }}", "第1张表第9行第2格「{{ slip.hardshp }}」: no such field: slip.hardshp"),
        ("{{ district }}", "{{ distrct }}", "正文「{{ slip.qr }}{{ distrct }}困难群众线索转办单」: no such field: distrct"),
        ("{{ slip.hardship }}", "{{ slip.diagnosis }}", "no such field: slip.diagnosis"),
        ("{{ slip.name }}", "{{ name }}", "「{{ name }}」: no such field: name"),
        ("{{ slip.name }}", "{{ slip.name ", "「{{ slip.name"),
        ("{%p for slip in slips %}", "{%p for slip in slip %}", "has no line {%p for slip in slips %}"),
        ("{%p endfor %}", "", "Unexpected end of template"),
        ("{{ slip.name }}", "{{ slip.name.foo.bar }}", "has no attribute"),
    ],
)
def test_a_broken_template_is_refused_with_the_place(installation, tmp_path, old, new, told):
    path = edited(installation.settings.schemas / TEMPLATE, tmp_path, old, new)
    with pytest.raises(ConfigurationError) as refusal:
        read_template(path)
    assert told in str(refusal.value)
    assert "edited.docx" in str(refusal.value)


def test_a_template_that_staff_edited_well_is_used(installation, slips, tmp_path):
    path = edited(
        installation.settings.schemas / TEMPLATE, tmp_path, "困难群众线索转办单", "社会救助线索转办单 {{ slip.clue_id }}"
    )
    out = write_slips(read_template(path), slips[:1], ABOUT, AS_OF, tmp_path / "out.docx")
    assert f"博山区社会救助线索转办单 {slips[0].clue_id}" in words(out)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_file_that_is_no_word_document_is_refused(tmp_path, content):
    path = tmp_path / "broken.docx"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="cannot be opened as a Word document"):
        read_template(path)


def test_the_default_template_can_be_made_again(tmp_path):
    first, second = build_default_template(tmp_path / "a.docx"), build_default_template(tmp_path / "b.docx")
    assert first.read_bytes() == second.read_bytes()
    read_template(first)


def test_the_square_code_says_number_and_check_digit_and_is_drawn_right(slips, template, tmp_path):
    """Put together from its groups it is what the library draws at once; the document shows one picture a slip."""
    import io
    import struct
    import zlib

    import segno

    from matching.publish.qr import PIXELS, QUIET, SIDE, picture

    path = write_slips(template, slips, ABOUT, AS_OF, tmp_path / "slips.docx")
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        shown = {name for name in package.namelist() if name.startswith("word/media/")}
        assert shown == {f"word/media/qr{slip.code}.png" for slip in slips}
        assert b'Extension="png"' in package.read("[Content_Types].xml")
    relations = Document(str(path)).part.rels
    assert {rel.target_part.partname for rel in relations.values() if rel.reltype.endswith("/image")} == {
        f"/{name}" for name in shown
    }
    for slip in slips:
        assert read_slip_code(slip.code) == (2026, int(re.findall(r"(\d+)号", slip.number)[0]))
        assert slip.check == slip.code[-1]
        png = io.BytesIO(picture(slip.code))
        png.seek(16)
        assert struct.unpack(">II", png.read(8)) == (SIDE * PIXELS, SIDE * PIXELS)
        data = picture(slip.code)
        start = data.index(b"IDAT") + 4
        rows = zlib.decompress(data[start : data.index(b"IEND") - 8])
        line = SIDE * PIXELS // 8 + 1
        drawn = [rows[line * PIXELS * row + 1 : line * PIXELS * row + 1 + SIDE] for row in range(SIDE)]
        wanted = segno.make_qr(slip.code, mode="numeric", error="m", mask=3, version=1, boost_error=False).matrix_iter(
            border=QUIET
        )
        assert drawn == [bytes(0 if dark else 255 for dark in row) for row in wanted]


def test_a_wrong_digit_of_a_slip_code_is_noticed(slips):
    code = slips[4].code
    for place, digit in enumerate(code):
        for other in "0123456789":
            changed = code[:place] + other + code[place + 1 :]
            assert (read_slip_code(changed) is None) == (other != digit)
    assert read_slip_code("博救转〔2026〕0001号") is None
    assert read_slip_code("") is None


def test_chinese_punctuation():
    assert (
        typeset("费用23,000.00元,达到2万元档(依据:27号二(二)2;规则:A_B)")
        == "费用23,000.00元，达到2万元档（依据：27号二（二）2；规则：A_B）"
    )
    assert typeset("http://a.b, (c)") == "http://a.b, (c)"
    assert clean("一\n二\x00三" + "长" * 700)[-1] == "…"
    assert clean(None) == ""
