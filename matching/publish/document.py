"""Filling the Word template of the slips, and refusing one that cannot be filled.

Belongs here: template in, one document with a page a slip out. Does not belong here: what a slip says
(matching.publish.slips) and how the default template looks (matching.publish.template).
docxtpl turns the Word file into a Jinja template; the batch is then rendered straight into the zip, because
taking thousands of pages apart again, as docxtpl's own render does, costs minutes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from matching.codes import slip_code
from matching.errors import ConfigurationError
from matching.publish.qr import picture
from matching.publish.slips import Slip
from matching.word import floating_picture, save_package

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATE = Path("templates") / "线索转办单.docx"
"""Inside schemas/."""
TOP_NAMES = frozenset({"slips", "district", "centre", "run_id"})
"""What a template may name outside a slip."""
SLIP_NAMES = frozenset(field.name for field in fields(Slip)) | {"qr"}
"""What a template may name of a slip."""
LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
"""Within the text of a run."""
PIECES = 2_000
"""Of a document's text, put together before they are written: a page has some hundred."""
QR_SIDE, QR_TOP = 17, 9
"""Of the square code at the right margin, in mm."""
FIRST_PICTURE = 1000
"""Pictures of slips are numbered from here; those of the template lie below."""
PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Fields(dict[str, str]):
    """The fields of a slip as texts of a run."""


@dataclass(frozen=True)
class SlipTemplate:
    """A template that passed the check. Made by `read_template`."""

    path: Path
    document: Any
    parts: dict[str, str]
    """Body, headers and footers as Jinja source, by name of the part."""


@cache
def read_template(path: Path) -> SlipTemplate:
    """Open and check a template.

    Raises ConfigurationError with the file, the fault and the words of the line where it stands: not a Word file, broken
    Jinja, a name that a slip does not have, no loop over the slips.
    """
    template = _open(path)
    names = {name for part, source in template.parts.items() for name in _check(path, part, source)}
    if "slips" not in names:
        raise ConfigurationError(f"{path}: has no line {{%p for slip in slips %}}")
    _try_out(template)
    return template


def write_slips(template: SlipTemplate, slips: Sequence[Slip], about: dict[str, str], day: date, out: Path) -> Path:
    """One document with a page a slip. `about`: district, centre, run_id. Raises ConfigurationError naming the file."""
    parts = _render(template, slips, about)
    shows_codes = any("slip.qr" in source for source in template.parts.values())
    pictures = {_key(slip): picture(slip.code) for slip in slips} if shows_codes else {}
    title = f"{about['district']}困难群众线索转办单"
    save_package(template.document, out, title=title, author=about["centre"], day=day, parts=parts, pictures=pictures)
    return out


def _open(path: Path) -> SlipTemplate:
    from zipfile import BadZipFile

    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate

    try:
        template = DocxTemplate(path)
        template.init_docx()
    except (OSError, KeyError, ValueError, BadZipFile, PackageNotFoundError) as error:
        raise ConfigurationError(f"{path}: cannot be opened as a Word document (.docx)") from error
    xml = {"word/document.xml": template.xml_to_string(template.docx._element)}
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            xml[str(part.partname).lstrip("/")] = template.get_part_xml(part)
    lined = {name: re.sub(r"<w:p([ >])", r"\n<w:p\1", text) for name, text in xml.items()}
    return SlipTemplate(path, template.docx, {name: template.patch_xml(text) for name, text in lined.items()})


def _render(template: SlipTemplate, slips: Sequence[Slip], about: dict[str, str]) -> dict[str, Iterator[str]]:
    """The parts of the document as text that is made while it is written."""
    context = {
        **{name: _text(text) for name, text in about.items()},
        "slips": [_texts(slip, number) for number, slip in enumerate(slips, start=FIRST_PICTURE)],
    }
    return {name: _stream(template.path, source, context) for name, source in template.parts.items()}


def _text(text: str) -> str:
    """A text as it stands in a run, its line breaks as Word's."""
    return escape(text).replace("\n", LINE_BREAK)


def _texts(slip: Slip, number: int) -> "Fields":
    """The fields of a slip as text of a run; qr breaks out of the text and shows the picture."""
    texts = Fields({name: _text(text) for name, text in vars(slip).items()})
    shown = floating_picture(_key(slip), number, side=QR_SIDE, top=QR_TOP, words=slip.code)
    texts["qr"] = f'</w:t>{shown}<w:t xml:space="preserve">'
    return texts


def _key(slip: Slip) -> str:
    return f"qr{slip.code}"


def _stream(path: Path, source: str, context: dict[str, Any]) -> Iterator[str]:
    from jinja2 import TemplateError

    yield PROLOGUE
    try:
        pieces = _compiled(source).generate(context)
        while text := "".join(islice(pieces, PIECES)):
            yield text
    except TemplateError as error:
        raise ConfigurationError(f"{path}: {error}") from error


def _try_out(template: SlipTemplate) -> None:
    """Fill the template for two slips of nobody and see that it is still a document."""
    from xml.etree import ElementTree

    blank = Slip(**dict.fromkeys(SLIP_NAMES - {"qr"}, "<样&张>\n") | {"code": slip_code(2026, 1)})
    for name, text in _render(template, [blank, blank], dict.fromkeys(TOP_NAMES, "样")).items():
        try:
            ElementTree.fromstring("".join(text).encode())
        except ElementTree.ParseError as error:
            raise ConfigurationError(f"{template.path}: {name}: a tag that stands across paragraphs: {error}") from error


@lru_cache(maxsize=8)
def _compiled(source: str) -> "Template":
    """A part, read once for all recipients."""
    return _environment().from_string(source)


def _environment() -> "Environment":
    """Fills in what is text of a run already: escaping each value again would cost half of the time. A slip's fields need no look
    of the sandbox."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    class Sandbox(SandboxedEnvironment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            return obj[attribute] if type(obj) is Fields and attribute in obj else super().getattr(obj, attribute)

    return Sandbox(undefined=StrictUndefined)


def _check(path: Path, part: str, source: str) -> set[str]:
    """The names that a part asks for. Raises ConfigurationError on broken grammar and on names that nobody gives."""
    from jinja2 import TemplateSyntaxError, nodes

    lines = source.split("\n")
    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError as error:
        raise ConfigurationError(f"{path}: {_place(part, lines, error.lineno)}: {error.message}") from error
    names = {node.name: node.lineno for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    faults = [(line, name) for name, line in names.items() if name not in TOP_NAMES | {"slip", "loop"}]
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == "slip" and node.attr not in SLIP_NAMES:
            faults.append((node.lineno, f"slip.{node.attr}"))
    if faults:
        told = "; ".join(f"{_place(part, lines, line)}: no such field: {name}" for line, name in sorted(faults))
        raise ConfigurationError(f"{path}: {told}")
    return set(names)


def _place(part: str, lines: Sequence[str], number: int) -> str:
    """Where a line stands for somebody who looks at the page: part, table, row and cell, and its words without markup."""
    before = "\n".join(lines[: number - 1])
    inside = before[before.rfind("<w:tbl>") :] if before.rfind("<w:tbl>") > before.rfind("</w:tbl>") else ""
    rows = [row.start() for row in re.finditer(r"<w:tr[ >]", inside)]
    cells = inside[rows[-1] :].count("<w:tc>") if rows else 0
    cell = f"第{before.count('<w:tbl>')}张表第{len(rows)}行第{cells}格" if cells else ""
    kind = {"document": "正文", "header": "页眉", "footer": "页脚"}[re.sub(r"\d", "", Path(part).stem)]
    return f"{cell or kind}「{re.sub(r'<[^>]*>', '', lines[number - 1]).strip()[:80]}」"
