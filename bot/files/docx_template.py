"""Checking a template that somebody uploaded: it may name known fields, repeat and leave out, and nothing else."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from bot.files.docx_file import docx_file

Fields = Mapping[str, frozenset[str] | None]
LARGEST, MOST_UNPACKED, MOST_PARTS = 1_000_000, 20_000_000, 500
# Bytes of the parts that are filled in, of which ours have six thousand: a million take eight seconds, in which nothing
# else is done.
LONGEST = 250_000
FILLED_IN = ("document.main+xml", "header+xml", "footer+xml", "footnotes+xml")
# Parts of a document that can act by themselves.
ACTS = re.compile(r"vbaProject|activeX|embeddings|\.bin$", re.IGNORECASE)
# Fields of the word processor's own, by the word they begin with, that fetch something or run a program, and one that
# can spell any other.
FETCHES = re.compile(r"^\s*(?:DDE|DDEAUTO|DATABASE|IMPORT|INCLUDE(?:PICTURE|TEXT)?|LINK|QUOTE)\b", re.I | re.M)
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
SAYS = re.compile(r"\{[{%#]")


class WrongTemplate(Exception):
    """A template that cannot be used; the message says why, in words for the screen."""


def check_template(content: bytes, fields: Fields, shared: Fields, invented: Mapping[str, object]) -> bytes:
    """Check a template, and return a preview made of invented facts. Raises WrongTemplate.

    `fields` may be named: those that are None as they are, of the others the inner ones, in a loop. Headers and footers
    may name those of `shared` alone.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate  # type: ignore[import-untyped] # not sooner: few give a template
    from jinja2 import TemplateError

    _check_package(content)
    # SyntaxError is that of the XML; RuntimeError that of a file with a password, or of words nested too deeply.
    wrong_inside = (SyntaxError, KeyError, ValueError, IndexError, AttributeError, TypeError, RuntimeError)
    unreadable = (PackageNotFoundError, zipfile.BadZipFile, zlib.error, *wrong_inside)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
        _refuse_long(template.docx.part.package)
        _refuse_fetching(template.docx.part.package)
        _check_words(template, fields, shared)
        return docx_file(content, invented)
    except TemplateError as wrong:
        raise WrongTemplate(f"What stands in double brackets cannot be read: {wrong.message}") from None
    except unreadable:
        raise WrongTemplate("This is not a Word document (.docx) that can be filled in.") from None


def _check_package(content: bytes) -> None:
    if len(content) > LARGEST:
        raise WrongTemplate("That file is larger than 1 MB. Make its pictures smaller.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise WrongTemplate("That file holds too much. Make its pictures smaller.")
            if any(ACTS.search(one.filename) for one in parts):
                raise WrongTemplate("That file holds macros or other files. Save it as a plain Word document (.docx).")
    except zipfile.BadZipFile:
        raise WrongTemplate("This is not a Word document (.docx).") from None


def _refuse_long(package: Any) -> None:
    if sum(len(one.blob) for one in package.iter_parts() if one.content_type.endswith(FILLED_IN)) > LONGEST:
        raise WrongTemplate("That document is too long to be filled in. Keep to a few pages.")


def _refuse_fetching(package: Any) -> None:
    """Refuse what a document fetches from elsewhere when it is opened; a link does so only when it is pressed."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    fetched = any(one.is_external and one.reltype != RELATIONSHIP_TYPE.HYPERLINK for one in package.iter_rels())
    for part in package.iter_parts():
        if part.content_type.endswith("xml"):
            found = parse_xml(part.blob).iter(qn("w:fldChar"), qn("w:fldSimple"), code := qn("w:instrText"))
            # A field begins on a line of its own; its code can be cut up between runs.
            codes = (one.text or "" if one.tag == code else "\n" + one.get(qn("w:instr"), "") for one in found)
            fetched = fetched or FETCHES.search("".join(codes)) is not None
    if fetched:
        raise WrongTemplate("That file fetches something from elsewhere. Put the picture itself into it.")


def _check_words(template: Any, fields: Fields, shared: Fields) -> None:
    """Check every part of a document that docxtpl fills in."""
    from jinja2 import Environment

    reader = Environment(autoescape=True)
    _check(reader, template.patch_xml(template.get_xml()), fields, "")
    where = " Only made_on may stand in a header or footer, which all pages share: put it on the page."
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            _check(reader, template.patch_xml(template.get_part_xml(part)), shared, where)
    for part in template.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            _check(reader, template.patch_xml(part.blob.decode("utf-8")), shared, where)
    if any(SAYS.search(getattr(template.docx.core_properties, name)) for name in PROPERTIES):
        raise WrongTemplate("The properties of the file (title, author) hold a field. Put it on the page.")


def _check(reader: Any, source: str, fields: Fields, where: str) -> None:
    _Check(where).look(reader.parse(source), dict(fields))


class _Check:
    """A look at everything in a template; what is not named here is refused."""

    def __init__(self, where: str) -> None:
        self.where = where

    def look(self, node: Any, known: dict[str, frozenset[str] | None]) -> None:
        from jinja2 import nodes

        plain = (nodes.Template, nodes.TemplateData, nodes.Const, nodes.CondExpr)
        tests = (nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)
        match node:
            case nodes.Output(nodes=shown):
                self._refuse_lists((one.name for one in shown if isinstance(one, nodes.Name)), known)
                self._all(shown, known)
            case nodes.Name(name=name):
                if name not in known:
                    raise self._unknown(name, known)
            case nodes.Getattr(node=nodes.Name(name=name), attr=attr):
                if attr not in (known.get(name) or ()):
                    raise self._unknown(f"{name}.{attr}", (f"{name}.{one}" for one in known.get(name) or ()))
            case nodes.For(target=nodes.Name(name=target), iter=nodes.Name(name=name), recursive=False, test=None):
                if known.get(name) is None:
                    raise self._unknown(name, (one for one, inner in known.items() if inner is not None))
                if node.find(nodes.For) is not None:  # a few such would take longer than anybody lives
                    raise WrongTemplate("A list cannot be repeated within another. Repeat one after the other.")
                self._all((*node.body, *node.else_), known | {target: known[name]})
            case nodes.Node() if isinstance(node, plain + tests):
                self._all(node.iter_child_nodes(), known)
            case _:
                kind = type(node).__name__.lower()
                raise WrongTemplate(f"A template only shows fields, repeats and leaves out; this one holds “{kind}”.")

    def _all(self, found: Iterable[Any], known: dict[str, frozenset[str] | None]) -> None:
        for node in found:
            self.look(node, known)

    def _refuse_lists(self, names: Iterable[str], known: dict[str, frozenset[str] | None]) -> None:
        """Refuse to show a list as it is: it is repeated, thing by thing."""
        for name in names:
            if known.get(name) is not None:
                raise self._unknown(name, (text for text, inner in known.items() if inner is None))

    def _unknown(self, name: str, known: Iterable[str]) -> WrongTemplate:
        offered = ", ".join(sorted(known)) or "none"
        return WrongTemplate(f"There is no field “{name}”.{self.where} These may stand there: {offered}.")
