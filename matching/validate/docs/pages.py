"""Great Expectations' page makers, put into Chinese and onto our own templates (schemas/templates/datadocs/).

Belongs here: what a page holds and in what order. Does not belong here: the words (wording) and the site as a whole (site).
The site builder finds these classes by name; importing this module imports Great Expectations, which takes seconds.
A template of ours goes before the one of the same name that Great Expectations brings: theirs ask the network for their looks.
"""

import urllib.parse
from pathlib import Path
from typing import Any

from great_expectations.render.components import (
    RenderedBootstrapTableContent,
    RenderedDocumentContent,
    RenderedHeaderContent,
    RenderedSectionContent,
    RenderedStringTemplateContent,
    RenderedTableContent,
    RenderedTabsContent,
    TextContent,
)
from great_expectations.render.renderer.page_renderer import ExpectationSuitePageRenderer, ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader

from matching.validate.docs.wording import chinese

SITE = "数据质量"
ROOTS = {"SiteIndexPageRenderer": "", "ExpectationSuitePageRenderer": "../", "ValidationResultsPageRenderer": "../../../../"}
COLOURS = {"全部接收": "success", "部分接收": "warning", "退回": "danger"}
RESULT_COLUMNS = ("结论", "收件时间", "名单", "报送单位", "时期", "报送行数", "接收", "退回", "不符合的规则", "收件号")
BAR = {"classes": ["col-12", "p-0"], "header": {"classes": ["alert", "alert-secondary"]}}


class Page(DefaultJinjaPageView):
    """Draws a rendered document with our templates, in Chinese; asks neither the clock nor the network."""

    def __init__(self, templates: str) -> None:
        super().__init__()
        theirs = [self.env.loader] if self.env.loader else []
        self.env.loader = ChoiceLoader([FileSystemLoader(Path(templates)), *theirs])

    def render(self, document: RenderedDocumentContent, template: str | None = None, **options: Any) -> str:
        content = chinese(document.to_json_dict())
        title = content.get("page_title") or SITE
        page = self._get_template(template or self._template)
        return str(page.render(content, root=ROOTS[content["renderer_type"]], title=title, site=SITE, **options))


class ResultPage(ValidationResultsPageRenderer):
    """The result of one drop."""

    def render(self, validation_results: Any, suite_parameters: Any = None) -> RenderedDocumentContent:
        document: RenderedDocumentContent = super().render(validation_results, suite_parameters)
        facts = validation_results.meta["batch_spec"]
        document.page_title = f"{facts['名单']} / {facts['时期']} / {facts['收件号']}"
        return document

    @classmethod
    def _render_validation_header(cls, validation_results: Any) -> RenderedHeaderContent:
        facts = validation_results.meta["batch_spec"]
        return RenderedHeaderContent(header=_text(f"{facts['名单']}: {facts['结论']}", "h5"), styling=BAR)

    def _generate_collapse_content_block(  # type: ignore[override]
        self, blocks: Any, validation_results: Any
    ) -> RenderedTableContent:
        """What is known of the drop, in a table that is not folded away."""
        facts = validation_results.meta["batch_spec"]
        rules = _link("查看这份名单的全部规则", _suite_url(validation_results.suite_name, "../../../../"))
        known = [[key, facts[key]] for key in RESULT_COLUMNS if facts.get(key) not in (None, "")]
        return RenderedTableContent(
            header=_text("这次报送", "h6"),
            table=[*known, ["规则", rules], *validation_results.meta["told"]],
            styling={"classes": ["col-6", "table-responsive", "mt-1", "p-1"], "body": {"classes": ["table", "table-sm"]}},
        )


class SuitePage(ExpectationSuitePageRenderer):
    """The rules of one table."""

    def render(self, expectations: Any) -> RenderedDocumentContent:
        document: RenderedDocumentContent = super().render(expectations)  # type: ignore[no-untyped-call]
        document.page_title = f"规则 / {document.expectation_suite_name}"
        return document

    @classmethod
    def _render_expectation_suite_info(cls, expectations: Any) -> RenderedTableContent:
        rows = [["名单", expectations.name], *([key, expectations.meta[key]] for key in ("部门", "规则数"))]
        return RenderedTableContent(table=rows, styling={"classes": ["col-6"], "body": {"classes": ["table", "table-sm"]}})

    @classmethod
    def _render_expectation_suite_notes(cls, expectations: Any) -> TextContent:
        return TextContent(
            text=["最近一次报送所用的规则; 期限、时期随报送日期而变。"], styling={"classes": ["col-12", "text-muted"]}
        )


class IndexPage:
    """The list of all results and all tables' rules."""

    @classmethod
    def render(cls, index_links_dict: Any) -> RenderedDocumentContent:
        tabs = [
            {"tab_name": "核验结果", "tab_content": _results_table(index_links_dict.get("validations_links", []))},
            {"tab_name": "核验规则", "tab_content": _suites_table(index_links_dict.get("expectations_links", []))},
        ]
        title = RenderedHeaderContent(header=_text(f"找人 {SITE}", "h5"), styling=BAR)
        section = RenderedSectionContent(
            section_name=SITE, content_blocks=[title, RenderedTabsContent(tabs=tabs, styling={"classes": ["col-12", "p-0"]})]
        )
        return RenderedDocumentContent(renderer_type="SiteIndexPageRenderer", utm_medium="index-page", sections=[section])


def _results_table(links: list[dict[str, Any]]) -> RenderedBootstrapTableContent:
    rows = [{**link["batch_spec"], "_table_row_link_path": link["filepath"]} for link in links]
    for row in rows:
        row["结论"] = _badge(row["结论"])
    rows.sort(key=lambda row: (row["收件时间"], row["收件号"]), reverse=True)
    return _listing(RESULT_COLUMNS, rows)


def _suites_table(links: list[dict[str, Any]]) -> RenderedBootstrapTableContent:
    names = sorted(link["expectation_suite_name"] for link in links)
    return _listing(("名单",), [{"名单": name, "_table_row_link_path": _suite_url(name)} for name in names])


def _listing(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> RenderedBootstrapTableContent:
    heads = [{"field": name, "title": name} for name in columns]
    styling = {"body": {"classes": ["table", "table-sm", "table-hover", "listing"]}}
    return RenderedBootstrapTableContent(table_columns=heads, table_data=rows, styling=styling)


def _suite_url(name: str, root: str = "") -> str:
    return f"{root}expectations/{urllib.parse.quote(name)}.html"


def _text(text: str, tag: str) -> RenderedStringTemplateContent:
    template = {"template": "$text", "params": {"text": text}, "tag": tag, "styling": {"classes": ["m-0"]}}
    return RenderedStringTemplateContent(string_template=template)


def _badge(verdict: str) -> RenderedStringTemplateContent:
    classes = ["badge", f"badge-{COLOURS.get(verdict, 'secondary')}"]
    template = {"template": "$verdict", "params": {"verdict": verdict}, "styling": {"classes": classes}}
    return RenderedStringTemplateContent(string_template=template)


def _link(text: str, address: str) -> RenderedStringTemplateContent:
    template = {"template": "$text", "params": {"text": text}, "tag": "a", "styling": {"attributes": {"href": address}}}
    return RenderedStringTemplateContent(string_template=template)
