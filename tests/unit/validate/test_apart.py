"""A file is read in a process of its own: whatever it does there, this process and the next file are safe."""

import csv
import io
import json
import multiprocessing
import os
import signal
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import xlsxwriter

from matching.errors import ProcessingError
from matching.settings import Settings
from matching.validate.reading import apart, child
from matching.validate.reading.apart import read_apart
from matching.validate.reading.formats import read
from matching.validate.reading.sheets import Refused
from tests.tables import as_xls

SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No reading process from another test, and none left."""
    apart.stop()
    yield
    apart.stop()


def small(settings: Settings, **limits: float) -> Settings:
    return settings.model_copy(update=limits)


def xlsx(path: Path, parts: dict[str, bytes]) -> Path:
    """A workbook some of whose parts are replaced."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("x").write(0, 0, "甲")
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, parts.get(part.filename.rsplit("/", 1)[-1], source.read(part)))
    return path


def text(path: Path, rows: int = 3) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["姓名", "住址"], *([f"张{n}", f"双山路“{n}”号,甲"] for n in range(rows))])
    return path


def refusal(path: Path, settings: Settings) -> str:
    with pytest.raises(Refused) as refused:
        read_apart(path, settings)
    assert refused.value.finding.cure
    return refused.value.finding.rule


def pid() -> int:
    assert apart._current is not None
    return apart._current._process.pid


def test_the_same_book_comes_from_there(settings: Settings, tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv")
    near, far = read(path), read_apart(path, settings)
    assert far.sheets[0].cells.equals(near.sheets[0].cells)
    assert (far.sheets[0].name, far.notices) == (near.sheets[0].name, near.notices)
    assert list(settings.root.iterdir()) == []


def test_sheets_and_notices_cross_over(settings: Settings, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        for name in ("一", "二"):
            page = book.add_worksheet(name)
            page.write(0, 0, name)
            page.write_formula(0, 1, "=1/0", None, "#DIV/0!")
    book = read_apart(tmp_path / "two.xlsx", settings)
    assert [sheet.rows(0, 1) for sheet in book.sheets] == [[["一", "#DIV/0!"]], [["二", "#DIV/0!"]]]
    assert book.notices == read(tmp_path / "two.xlsx").notices
    assert {notice.rule for notice in book.notices} == {"CELL_WITHOUT_VALUE"}


def test_one_process_serves_file_after_file(settings: Settings, tmp_path: Path) -> None:
    read_apart(text(tmp_path / "a.csv"), settings)
    first = pid()
    (tmp_path / "empty").touch()
    assert refusal(tmp_path / "empty", settings) == "FILE_EMPTY"
    read_apart(text(tmp_path / "b.csv"), settings)
    assert pid() == first


def test_a_string_that_is_used_a_thousand_times_does_not_eat_the_memory(settings: Settings, tmp_path: Path) -> None:
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 3000))
    shared = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    bomb = xlsx(tmp_path / "bomb.xlsx", {"sheet1.xml": SHEET % cells, "sharedStrings.xml": shared % (b"x" * (1 << 20))})
    assert bomb.stat().st_size < 100_000
    limits = small(settings, read_mib=300)
    assert refusal(bomb, limits) == "FILE_TOO_LARGE"
    assert read_apart(text(tmp_path / "a.csv"), limits).sheets


def test_two_far_corners_do_not_eat_the_memory(settings: Settings, tmp_path: Path) -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(xlsx(tmp_path / "far.xlsx", {"sheet1.xml": SHEET % rows}), settings) == "FILE_TOO_LARGE"


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(settings: Settings, tmp_path: Path) -> None:
    small_file, large = text(tmp_path / "a.csv"), text(tmp_path / "large.csv", 300_000)
    patient = small(settings, read_seconds=30)
    read_apart(small_file, patient)
    assert refusal(large, small(settings, read_seconds=0.01)) == "FILE_TOO_SLOW"
    assert read_apart(small_file, patient).sheets


def test_a_large_file_has_more_time(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = []
    monkeypatch.setattr(apart, "BYTES_PER_TURN", 10)
    monkeypatch.setattr(
        apart,
        "_ask",
        lambda path, out, seconds, mebibytes: (
            allowed.append(seconds) or {"sheets": [], "delimited": [], "merged": [], "notices": [], "hidden": []}
        ),
    )
    (tmp_path / "a").write_bytes(b"x" * 35)
    read_apart(tmp_path / "a", small(settings, read_seconds=2))
    assert allowed == [8]


@pytest.mark.parametrize(
    ("number", "rule"),
    [(signal.SIGSEGV, "FILE_BROKEN"), (signal.SIGABRT, "FILE_TOO_LARGE"), (signal.SIGKILL, "FILE_TOO_LARGE")],
)
def test_a_process_that_dies_over_a_file_leaves_a_verdict(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, rule: str
) -> None:
    path = text(tmp_path / "a.csv")
    read_apart(path, settings)
    send = apart._Child._send

    def send_and_die(self: apart._Child, line: bytes) -> None:
        os.kill(pid(), signal.SIGSTOP)
        send(self, line)
        os.kill(pid(), number)
        os.kill(pid(), signal.SIGCONT)

    monkeypatch.setattr(apart._Child, "_send", send_and_die)
    assert refusal(path, settings) == rule
    monkeypatch.undo()
    assert read_apart(path, settings).sheets


@pytest.mark.parametrize(
    "lie", [b"\x00\x00\x00\x00\xff\xff\xff\x00\x00\x00\x04\x00", b"\x09\x00\x00\x00\x03\x00\x00\x00\x00\x00\x04\x00"]
)
def test_a_small_old_workbook_that_says_false_sizes_is_broken_not_too_large(
    settings: Settings, tmp_path: Path, lie: bytes
) -> None:
    whole = as_xls([["时间", "地址", "户主", "损失金额"], ["2026-10-01", "双山路1号", "张三", "20000"]])
    sizes = struct.pack("<HHIIHH", 0x0200, 14, 0, 2, 0, 4)
    assert whole.count(sizes) == 1
    path = tmp_path / "a.xls"
    path.write_bytes(whole.replace(sizes, sizes[:4] + lie))
    assert refusal(path, settings) == "FILE_BROKEN"


def test_a_process_that_died_between_two_files_is_replaced(settings: Settings, tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv")
    read_apart(path, settings)
    first = psutil.Process(pid())
    first.kill()
    first.wait()
    assert read_apart(path, settings).sheets
    assert pid() != first.pid


def test_a_process_that_cannot_work_is_our_fault(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(ProcessingError):
        read_apart(text(tmp_path / "a.csv"), settings)
    with pytest.raises(ProcessingError):
        read_apart(tmp_path / "nowhere", settings)


def _in_a_fork(path: Path, settings: Settings, parent: int) -> None:
    read_apart(path, settings)
    os._exit(0 if pid() != parent else 1)


def test_after_a_fork_each_process_has_its_own(settings: Settings, tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv")
    read_apart(path, settings)
    first = pid()
    forked = multiprocessing.get_context("fork").Process(target=_in_a_fork, args=(path, settings, first))
    forked.start()
    forked.join(60)
    assert forked.exitcode == 0
    assert read_apart(path, settings).sheets
    assert pid() == first


def test_it_ends_with_the_process_that_asked(settings: Settings, tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv")
    script = (
        "import os, sys; from pathlib import Path; from matching.settings import Settings; from matching.validate.reading import apart\n"
        f"apart.read_apart(Path({str(path)!r}), Settings(home=Path({str(settings.root)!r})))\n"
        "print(apart._current._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stdout
    try:
        psutil.Process(int(said)).wait(20)
    except psutil.NoSuchProcess:
        return


def test_it_imports_only_what_reading_needs() -> None:
    script = "import sys, matching.validate.reading.child; print(sorted({'pandas', 'great_expectations', 'duckdb'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_questions_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text(tmp_path / "a.csv")
    (tmp_path / "empty").touch()
    asked = [
        {"n": n, "path": str(one), "out": str(tmp_path / "out"), "seconds": 5} for n, one in enumerate((path, tmp_path / "empty"))
    ]
    replies = io.StringIO()
    monkeypatch.setattr(child, "ENOUGH", 1 << 20)
    child.serve(io.StringIO("".join(f"{json.dumps(one)}\n" for one in asked)), replies)
    first, second = (json.loads(line) for line in replies.getvalue().splitlines())
    assert (first["n"], first["sheets"], first["last"]) == (0, [""], False)
    assert second["refused"][0] == "FILE_EMPTY"
    for error, told in ((MemoryError, {"memory": True}), (ZeroDivisionError, {"failed": "ZeroDivisionError"})):

        def fail(_: Path, error: type[Exception] = error) -> None:
            raise error

        monkeypatch.setattr(child, "read", fail)
        assert child.answer(asked[0]) == told


def test_after_a_large_file_it_gives_the_memory_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = json.dumps({"n": 1, "path": str(text(tmp_path / "a.csv")), "out": str(tmp_path / "out"), "seconds": 5})
    replies = io.StringIO()
    monkeypatch.setattr(child, "ENOUGH", 1)
    child.serve(io.StringIO(f"{asked}\n{asked}\n"), replies)
    (only,) = (json.loads(line) for line in replies.getvalue().splitlines())
    assert only["last"] is True


def test_what_nobody_foresaw_is_a_broken_file(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, rule in (({"failed": "KeyError"}, "FILE_BROKEN"), ({"memory": True}, "FILE_TOO_LARGE")):
        monkeypatch.setattr(apart, "_ask", lambda *_, answer=answer: answer)
        assert refusal(text(tmp_path / "a.csv"), settings) == rule
