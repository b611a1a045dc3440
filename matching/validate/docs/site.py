"""The pages as one folder, made from results and contracts alone.

Belongs here: results → Great Expectations' objects → its site builder. Does not belong here: which results (matching.pipeline)
and the look of a page (pages). The same results and contracts give the same bytes; no clock, no network, no value of any row.
"""

import logging
import os
import shutil
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from matching.calendar import period_in_chinese
from matching.contracts import TableContract
from matching.errors import ProcessingError
from matching.installation import Installation
from matching.validate.docs.wording import heading, sentence, told_beside
from matching.validate.rules.generated import every_doubt, generated
from matching.validate.rules.results import CheckResult, RuleResult, result_of
from matching.validate.rules.suites import read_suite

PAGES = "matching.validate.docs.pages"


def templates_of(installation: Installation) -> Path:
    """The folder of our page templates and their assets."""
    return installation.settings.schemas / "templates" / "datadocs"


def build(results: Sequence[CheckResult], installation: Installation, target: Path) -> int:
    """Write the site into the fresh folder `target`; returns the number of pages. Raises ProcessingError if a page is missing:
    the site builder logs what it cannot draw and goes on."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    known = [item for item in results if item.table in installation.tables]
    context = gx.get_context(mode="ephemeral")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for table in installation.tables.values():
            context.suites.add(_suite(table, installation, [item for item in known if item.table == table.code]))
        for item in known:
            _store(context, item, installation)
        _draw(context, installation, target)
    shutil.copytree(templates_of(installation) / "assets", target / "assets")
    pages = [path for path in target.rglob("*.html") if path.stat().st_size]
    if len(pages) != len(known) + len(installation.tables) + 1:
        raise ProcessingError(f"data docs: {len(pages)} pages for {len(known)} results and {len(installation.tables)} tables")
    return len(pages)


def _draw(context: Any, installation: Installation, target: Path) -> None:
    from great_expectations.render.renderer.site_builder import SiteBuilder

    view = {"module_name": PAGES, "class_name": "Page", "templates": str(templates_of(installation))}
    builder = SiteBuilder(
        context,
        store_backend={"class_name": "TupleFilesystemStoreBackend", "base_directory": str(target)},
        show_how_to_buttons=False,
        site_index_builder={"renderer": {"module_name": PAGES, "class_name": "IndexPage"}, "view": view},
        site_section_builders={
            "expectations": {"renderer": {"module_name": PAGES, "class_name": "SuitePage"}, "view": view},
            "validations": {"renderer": {"module_name": PAGES, "class_name": "ResultPage"}, "view": view},
            "profiling": "None",
        },
    )
    for section in builder.site_section_builders.values():
        section.build()
    builder.site_index_builder.build()


def _suite(table: TableContract, installation: Installation, results: list[CheckResult]) -> Any:
    """The rules of a table as they were for its last result, or as they stand if nothing came yet."""
    import great_expectations as gx

    last = max(results, key=lambda item: (item.received_at, item.drop_id), default=None)
    day = last.received_at.date() if last else date.min
    everything = frozenset(column.name for column in table.columns)
    rules = [
        *generated(table, everything, day, last.period if last else None, every_doubt(table)),
        *read_suite(installation.settings.expectations, table.code),
    ]
    department = installation.district.department(table.department).name
    meta = {"部门": department, "规则数": len(rules)}
    expectations = [_configuration(result_of(rule), table).to_domain_obj() for rule in rules]
    return gx.ExpectationSuite(name=table.title, expectations=expectations, meta=meta)


def _configuration(result: RuleResult, table: TableContract) -> Any:
    """A rule in Great Expectations' form, under the contract's heading and with our sentence for its own."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    kwargs = dict(result.kwargs)
    if "column" in kwargs:
        kwargs["column"] = heading(result.column, table)
    return ExpectationConfiguration(
        type=result.type,
        kwargs=kwargs,
        meta={"rule": result.rule},
        severity=FailureSeverity(result.severity),
        description=sentence(result),
    )


def _store(context: Any, item: CheckResult, installation: Installation) -> None:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier, ValidationResultIdentifier

    table = installation.tables[item.table]
    held = sum(result.success for result in item.results)
    statistics = {
        "evaluated_expectations": len(item.results),
        "successful_expectations": held,
        "unsuccessful_expectations": len(item.results) - held,
        "success_percent": _percent(held, len(item.results)),
    }
    run = RunIdentifier(run_name=item.period, run_time=item.received_at)
    outcome = ExpectationSuiteValidationResult(
        success=held == len(item.results),
        results=[
            ExpectationValidationResult(
                success=result.success, expectation_config=_configuration(result, table), result=_shares(result.counts)
            )
            for result in item.results
        ],
        suite_name=table.title,
        statistics=statistics,
        meta={"run_id": run, "batch_spec": _facts(item, table, installation), "told": told_beside(item, table)},
    )
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(table.title), run, item.drop_id)
    context.validation_results_store.set(key, outcome)


def _shares(counts: dict[str, int]) -> dict[str, float]:
    """The counts with the share of all rows looked at: Great Expectations' own is of the filled cells of a helper column."""
    if "unexpected_count" not in counts or not counts.get("element_count"):
        return dict(counts)
    return {**counts, "unexpected_percent": _percent(counts["unexpected_count"], counts["element_count"])}


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def _facts(item: CheckResult, table: TableContract, installation: Installation) -> dict[str, Any]:
    district = installation.district
    return {
        "名单": table.title,
        "报送单位": district.unit(item.unit).name if item.unit else district.department(table.department).name,
        "时期": period_in_chinese(item.period),
        "收件时间": f"{item.received_at:%Y-%m-%d %H:%M}",
        "收件号": item.drop_id,
        "结论": item.verdict.chinese,
        "报送行数": item.rows_in,
        "接收": item.rows_accepted,
        "退回": item.rows_rejected,
        "不符合的规则": sum(not result.success for result in item.results),
    }
