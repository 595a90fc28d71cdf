"""Documents for a word processor, filled in from a template; nothing in a template is ever run."""

import io
from collections.abc import Mapping
from pathlib import Path


def docx_file(template: Path, facts: Mapping[str, object]) -> bytes:
    """Fill in a template. Raises jinja2.UndefinedError if it names a field that is not among the facts."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped] # not sooner: few ask for a document
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    document = DocxTemplate(template)
    # docxtpl writes XML: what people typed is escaped.
    document.render(dict(facts), SandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
