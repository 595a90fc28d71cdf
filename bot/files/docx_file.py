"""Documents for a word processor, filled in from a template; nothing in a template is ever run."""

import copy
import io
import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

log = logging.getLogger(__name__)


def docx_file(template: Path | bytes, facts: Mapping[str, object]) -> bytes:
    """Fill in a template. Raises jinja2.UndefinedError if it names a field that is not among the facts."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped] # not sooner: few ask for a document
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    document = DocxTemplate(io.BytesIO(template) if isinstance(template, bytes) else template)
    # docxtpl writes XML: what people typed is escaped.
    document.render(dict(facts), SandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def docx_files(
    template: Path | bytes, several: Iterable[Mapping[str, object]], made: Callable[[int], None]
) -> list[bytes | None]:
    """Fill in a template for each of several, None for one that cannot be, and tell `made` how many are through."""
    from jinja2 import TemplateError

    documents: list[bytes | None] = []
    for facts in several:
        try:
            documents.append(docx_file(template, facts))
        except (
            TemplateError,
            LookupError,
            TypeError,
            ValueError,
        ) as error:  # ValueError: a letter that no XML may hold
            log.warning("a document could not be made: %s", type(error).__name__)
            documents.append(None)
        made(len(documents))
    return documents


def joined(documents: Iterable[bytes]) -> bytes:
    """Return one document of several that were made from one template, each on pages of its own.

    Header and footer are those of the template, which names no pupil there.
    """
    from docx import Document
    from docx.oxml.ns import qn

    first, *others = (Document(io.BytesIO(one)) for one in documents)
    whole = first.element.body.sectPr
    for kind in whole.findall(qn("w:type")):
        whole.remove(kind)  # without it, each section begins on a new page
    for other in others:
        _end_section(first)
        for element in other.element.body:
            if element.tag != qn("w:sectPr"):
                whole.addprevious(copy.deepcopy(element))
    written = io.BytesIO()
    first.save(written)
    return written.getvalue()


def _end_section(document: "Document") -> None:
    """End a section after the last paragraph; after a table, in a paragraph of its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    whole = document.element.body.sectPr
    last = whole.getprevious()
    if last is None or last.tag != qn("w:p"):
        last = OxmlElement("w:p")
        whole.addprevious(last)
    last.get_or_add_pPr().append(copy.deepcopy(whole))


def text_of(content: bytes) -> list[str]:
    """Return the paragraphs of the page itself, and then what stands in its tables, without header and footer."""
    from docx import Document

    document = Document(io.BytesIO(content))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return [text for one in (*document.paragraphs, *cells) if (text := one.text.strip())]
