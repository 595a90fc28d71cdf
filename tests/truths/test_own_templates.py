"""A service's own template shows fields, repeats and leaves out; nothing in it runs, and what is wrong is named."""

import asyncio
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement

from bot.files.docx_template import WrongTemplate, check_template
from bot.workspace import Client
from handlers.documents.make import TEMPLATES
from models.documents.own_templates import SHARED, fields_of, invented
from models.tables.audit import Audit
from models.tables.document import DocumentKind, OwnTemplate
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service
from tests.truths.test_documents import made, words_of

LETTER = DocumentKind.LETTER


def a_template(*paragraphs: str, header: str = "", title: str = "") -> bytes:
    document = Document()
    for one in paragraphs:
        document.add_paragraph(one)
    document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    return saved(document.save)


def saved(save: Callable[[Any], None]) -> bytes:
    written = io.BytesIO()
    save(written)
    return written.getvalue()


def with_part(name: str, content: str) -> bytes:
    """Return a template with a part more, as another program could write it."""
    written = io.BytesIO(a_template("Hello"))
    with zipfile.ZipFile(written, "a") as package:
        package.writestr(name, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def with_link(to: str, kind: str, quote: str = '"') -> bytes:
    """Return a template that hangs on something elsewhere, its attributes written with this quotation mark."""
    document = Document()
    document.part.relate_to(to, kind, is_external=True)
    parts = zipfile.ZipFile(io.BytesIO(saved(document.save)))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name in parts.namelist():
            is_link = name == "word/_rels/document.xml.rels"
            content = parts.read(name)
            package.writestr(name, content.replace(b'"', quote.encode()) if is_link else content)
    return written.getvalue()


def with_word_field(*codes: str) -> bytes:
    """Return a template with a field of the word processor's own, its code in so many runs."""
    document = Document()
    paragraph = document.add_paragraph()
    for code in codes:
        instruction = OxmlElement("w:instrText")
        instruction.text = code
        paragraph.add_run()._r.append(instruction)
    return saved(document.save)


def damaged(content: bytes) -> bytes:
    """Return a template with a part that is not what the package says of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        at = package.getinfo("word/document.xml").header_offset
    return content[: at + 60] + bytes(20) + content[at + 80 :]


def locked(content: bytes) -> bytes:
    """Return a template whose parts are marked as encrypted, as where a file has a password."""
    changed = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            changed[at + flags] |= 1
    return bytes(changed)


def checked(content: bytes, kind: DocumentKind = LETTER) -> str:
    return words_of(check_template(content, fields_of(kind), SHARED, invented(kind)))


@pytest.mark.parametrize("kind", DocumentKind)
def test_our_own_templates_pass_and_their_preview_is_of_nobody(kind: DocumentKind) -> None:
    said = checked((TEMPLATES / f"{kind}.docx").read_bytes(), kind)
    assert "Sam" in said
    assert "{" not in said


def test_a_template_may_show_repeat_and_leave_out() -> None:
    loop = ("{%p for one in subjects %}", "{{ one.subject }}: {{ one.next_step }}", "{%p endfor %}")
    choice = ("{%p if subjects and keyworker != '' %}", "Seen", "{%p endif %}")
    assert "Maths: Next step" in checked(a_template("Dear all, {{ name }}", *loop, *choice, header="{{ made_on }}"))


def test_a_template_may_link_to_a_page_and_number_its_own() -> None:
    assert checked(with_link("https://school.example", RELATIONSHIP_TYPE.HYPERLINK)) == ""
    assert checked(with_word_field(' HYPERLINK "https://school.example/link include" ')) == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (a_template("{{ address }}"), "no field “address”"),
        (a_template("{% for x in subjects %}{{ x.born }}{% endfor %}"), "no field “x.born”"),
        (a_template("{{ subjects }}"), "no field “subjects”"),
        (a_template("{% for name in subjects %}{{ name }}{% endfor %}"), "no field “name”"),
        (a_template("{% if secret %}x{% endif %}"), "no field “secret”"),
        (a_template("{{ one.subject }}"), "no field “one.subject”"),
        (a_template("{% for one in name %}x{% endfor %}"), "These may stand there: subjects"),
        (a_template("x", header="{{ full_name }}"), "header or footer"),
        (a_template("x", title="{{ full_name }}"), "properties"),
        (a_template("{{ ''.__class__.__mro__ }}"), "“getattr”"),
        (a_template("{{ name.__class__ }}"), "no field “name.__class__”"),
        (a_template("{{ range(9) }}"), "“call”"),
        (a_template("{{ 'a' * 999999999 }}"), "“mul”"),
        (a_template("{% set x = name %}"), "“assign”"),
        (a_template("{% include 'x' %}"), "“include”"),
        (a_template("{% macro x() %}{% endmacro %}"), "“macro”"),
        (a_template("{{ name | attr('x') }}"), "“filter”"),
        (a_template("{% if name %}x"), "cannot be read"),
        (b"PK not a document", "not a Word document"),
        (saved(lambda file: zipfile.ZipFile(file, "w").close()), "not a Word document"),
        (with_part("word/vbaProject.bin", "x"), "macros"),
        (with_link("http://x/y.png", RELATIONSHIP_TYPE.IMAGE), "fetches something"),
        (with_link("http://x/y.png", RELATIONSHIP_TYPE.IMAGE, quote="'"), "fetches something"),
        (with_link("http://x/hyperlink", RELATIONSHIP_TYPE.IMAGE), "fetches something"),
        (with_word_field('INCLUDEPICTURE "http://x/y.png"'), "fetches something"),
        (with_word_field(" DD", "EAUTO c:/x "), "fetches something"),
        (a_template("{% for a in subjects %}{% for b in subjects %}x{% endfor %}{% endfor %}"), "within another"),
        (a_template("{% for a in subjects %}{% for b in a %}x{% endfor %}{% endfor %}"), "within another"),
        (a_template("x" * 260_000), "too long"),
        (a_template("x", header="x" * 260_000), "too long"),
        (damaged(a_template("x")), "not a Word document"),
        (locked(a_template("x")), "not a Word document"),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (with_part("word/big.xml", "0" * 21_000_000), "holds too much"),
    ],
)
def test_what_a_template_may_not_hold_is_named(content: bytes, said: str) -> None:
    with pytest.raises(WrongTemplate) as wrong:
        checked(content)
    assert said in str(wrong.value)


async def give(service: Service, content: bytes, by: str = "helen") -> str:
    """Give a template of the letter, and return what the direct message says."""
    before = len(service.workspace.direct_messages(to=by))
    await press(service, "template.give", "letter", by=by)
    assert await service.workspace.submit(by=by, the_template_a_word_document=[("ours.docx", content)]) == {}
    await service.workspace.close(by=by, everything=True)
    async with asyncio.timeout(20):
        while not (said := [one for one in service.workspace.direct_messages(to=by)[before:] if "checked" in one.text]):  # noqa: ASYNC110 - Slack has no event for it
            await asyncio.sleep(0.02)
    await service.workspace.quiet()
    return said[-1].plain


async def test_a_head_gives_a_template_that_letters_are_made_from_and_takes_it_out_with_one_press(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    assert "There is no field “pupil”" in await give(service, a_template("Dear {{ pupil }}"))
    assert await kept(service, OwnTemplate) == []
    assert "from now on" in await give(service, a_template("Northbrook says hello to {{ name }}"))
    async with asyncio.timeout(20):
        while not any(one.name == "preview-letter.docx" for one in service.slack.store.files.values()):  # noqa: ASYNC110 - Slack has no event for it
            await asyncio.sleep(0.02)
    assert "Northbrook says hello to Kai" in await made(service, placement, LETTER, by="ben")
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Document templates", by="helen")
    assert "Your own: ours.docx, from Helen Marsh" in workspace.modal(by="helen").text
    await workspace.click("Back to ours", by="helen")
    assert "Your own" not in workspace.modal(by="helen").text
    await workspace.close(by="helen", everything=True)
    assert "How Kai is getting on" in await made(service, placement, LETTER, by="ben")
    verbs = [one.verb for one in await kept(service, Audit) if one.verb.startswith("template")]
    assert sorted(verbs) == ["template:drop", "template:give"]
