"""The data officer's pages: in Chinese, without a network, the same bytes twice, and no page missing unnoticed."""

import re
import urllib.parse
from datetime import datetime
from pathlib import Path

import pytest

from matching.errors import ProcessingError
from matching.findings import Verdict
from matching.installation import Installation
from matching.run import sha256_tree
from matching.validate.docs import site
from matching.validate.docs.wording import EFFECTS, heading
from matching.validate.rules.generated import generated
from matching.validate.rules.results import CheckResult, result_of
from matching.validate.rules.suites import SCOPES, read_suite

RECEIVED = datetime.fromisoformat("2026-12-18T09:00:00+08:00")
PERIODS = {"event": "2026-12-18", "weekly": "2026-W50", "monthly": "2026-11", "annual": "2026"}


def results(installation: Installation) -> list[CheckResult]:
    """A result of every table in which every other rule does not hold."""
    made = []
    for table in installation.tables.values():
        period = PERIODS[getattr(table, "cadence", "monthly")]
        rules = [
            *generated(table, frozenset(column.name for column in table.columns), RECEIVED.date(), period),
            *read_suite(installation.settings.expectations, table.code),
        ]
        per_unit = getattr(table, "per_unit", False)
        made.append(
            CheckResult(
                drop_id=f"{len(made):016x}",
                table=table.code,
                unit=installation.district.units[0].code if per_unit else None,
                period=period,
                received_at=RECEIVED,
                verdict=Verdict.PARTLY,
                rows_in=37,
                rows_accepted=30,
                rows_rejected=7,
                results=tuple(
                    result_of(
                        rule,
                        n % 2 == 0,
                        {"observed_value": 37}
                        if rule["type"].startswith("expect_table")
                        else {"element_count": 37, "unexpected_count": 7 * (n % 2)},
                    )
                    for n, rule in enumerate(rules)
                ),
            )
        )
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Installation]:
    from matching.installation import open_installation
    from matching.settings import Settings

    folder = tmp_path_factory.mktemp("docs")
    installation = open_installation(Settings(home=folder / "home"))
    site.build(results(installation), installation, folder / "site")
    return folder / "site", installation


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def test_every_table_has_its_rules_and_every_result_its_page(built: tuple[Path, Installation]) -> None:
    folder, installation = built
    made = pages(folder)
    assert len(made) == 2 * len(installation.tables) + 1
    for table in installation.tables.values():
        rules = made[f"expectations/{table.title}.html"]
        for rule in read_suite(installation.settings.expectations, table.code):
            assert rule["meta"]["message"] in rules
        assert table.title in made["index.html"]
        (result,) = (text for name, text in made.items() if name.startswith(f"validations/{table.title}/"))
        assert "核验 37 行, 其中 7 行不符合 (18.92%)" in result
        assert "部分接收" in result


def test_nothing_is_asked_of_a_network(built: tuple[Path, Installation]) -> None:
    folder, _ = built
    for name, text in pages(folder).items():
        assert not re.search(r"https?:|//[a-z]+\.", text), name
        addresses = re.findall(r"""(?:href|src)\s*=\s*["']?([^"'\s>]+)""", text)
        assert addresses
        for address in addresses:
            if not address.startswith("#"):
                assert (folder / name).parent.joinpath(urllib.parse.unquote(address)).resolve().is_file(), (name, address)
    for asset in (folder / "assets").glob("*.css"):
        looks = asset.read_text(encoding="utf-8")
        assert "@import" not in looks
        assert all(address.strip("\"'").startswith("data:") for address in re.findall(r"url\(([^)]{0,40})", looks))


def test_what_is_vendored_is_small_and_keeps_its_licence(built: tuple[Path, Installation]) -> None:
    folder, _ = built
    assets = {path.name: path.stat().st_size for path in (folder / "assets").iterdir()}
    assert sum(assets.values()) < 200_000
    assert "The MIT License" in (folder / "assets" / "bootstrap-LICENSE").read_text(encoding="utf-8")


def test_the_officer_reads_chinese(built: tuple[Path, Installation]) -> None:
    folder, _ = built
    for name, text in pages(folder).items():
        words = re.sub(r"<[^>]*>|（[A-Z_]+）", " ", text)
        assert not re.search(r"Expectation|Succe|Fail|Observed|unexpected|Overview|__|Table of|exception", words), name


def test_the_same_results_give_the_same_bytes(built: tuple[Path, Installation], tmp_path: Path) -> None:
    folder, installation = built
    site.build(results(installation), installation, tmp_path / "again")
    assert sha256_tree(tmp_path / "again") == sha256_tree(folder)


def test_a_page_that_cannot_be_drawn_is_our_failure(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matching.validate.docs import pages as drawing

    def fail(*arguments: object, **options: object) -> None:
        raise ValueError

    monkeypatch.setattr(drawing.ResultPage, "render", fail)
    with pytest.raises(ProcessingError, match="22 pages"):
        site.build(results(installation)[:1], installation, tmp_path / "site")


def test_a_result_of_a_table_that_is_no_more_is_left_out(installation: Installation, tmp_path: Path) -> None:
    gone = results(installation)[0].model_copy(update={"table": "gone"})
    assert site.build([gone], installation, tmp_path / "site") == len(installation.tables) + 1


def test_headings_and_effects(installation: Installation) -> None:
    fire = installation.feeds["fire_loss"]
    assert [heading(name, fire) for name in ("loss", None, "gone")] == ["损失金额", "整行", "gone"]
    assert set(EFFECTS) == {(severity, scope) for severity in ("critical", "warning", "info") for scope in SCOPES}
