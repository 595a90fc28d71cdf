"""The record of a half-term: its counts, the lines behind each of them page by page, and all of it as a file."""

import asyncio
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from itertools import groupby

from bot.files.csv_file import csv_file
from bot.files.docx_file import docx_file
from bot.files.xlsx_file import xlsx_file
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.files import send_file
from bot.requests.limits import Counted
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Mrkdwn, Words
from handlers.inspection.document import TEMPLATE, document_facts
from handlers.inspection.file import count_rows, review_rows, target_rows
from models.inspection.lines import Standing
from models.inspection.record import (
    ALL,
    UNHEARD,
    UNTOLD,
    Line,
    Record,
    RecordPage,
    Wanted,
    export_record,
    read_record,
    view_record,
)
from models.inspection.targets import TargetEvent, TargetLine

CHOICES = {
    ALL: "All reviews",
    **{standing.value: standing.label.capitalize() for standing in Standing},
    UNTOLD: "Pupil not told, as far as is recorded",
    UNHEARD: "Pupil not heard",
    **{event.value: f"Targets {event.label}" for event in TargetEvent},
}


class Kind(StrEnum):
    """The files that can be sent, by the values of the menu."""

    WORKBOOK = "xlsx"
    CSV = "csv"
    DOCUMENT = "docx"


FILES = {
    Kind.DOCUMENT: "Document for an inspector (Word)",
    Kind.WORKBOOK: "Workbook (Excel)",
    Kind.CSV: "CSV, two files",
}


async def offer(request: Request) -> Answer | None:
    """Show the record of the newest half-term."""
    return await _show(request, Wanted())


async def show(request: Request) -> Answer | None:
    """Show other lines, another half-term or another page, in the place of what is open."""
    return await _show(request, Wanted.parse(request.value))


async def send(request: Request) -> Answer:
    """Log that the record of a half-term leaves as a file, and send it in the background."""
    term, _, kind = request.value.partition("|")
    wanted = parse_carried(Kind, kind)
    await request.change(export_record, term, wanted is not Kind.DOCUMENT)
    return Answer(afterwards=partial(_send, request, term, wanted))


async def _show(request: Request, wanted: Wanted) -> Answer | None:
    page = await request.change(view_record, wanted)
    shown = list(_page(page, request)) if page.record else [blocks.section(request.words("inspection/record.no_terms"))]
    return await request.replace(blocks.modal("Half-term record", shown))


async def _send(request: Request, term: str, kind: Kind) -> None:
    record = await request.read(read_record, term)
    if record is None:
        return
    title, name = request.words("inspection/record.file_title", term=record.term), f"half-term-{record.term.key}"
    if kind is Kind.DOCUMENT:
        content = await asyncio.to_thread(docx_file, TEMPLATE, document_facts(record, request.today))
        await send_file(request, f"{name}-reviews.docx", title, content)
        return
    sheets = {"Counts": count_rows(record, CHOICES), "Reviews": review_rows(record), "Targets": target_rows(record)}
    if kind is Kind.WORKBOOK:
        await send_file(request, f"{name}.xlsx", title, await asyncio.to_thread(xlsx_file, sheets))
        return
    await send_file(request, f"{name}-reviews.csv", title, csv_file(sheets["Reviews"]))
    await send_file(request, f"{name}-targets.csv", title, csv_file(sheets["Targets"]))


def _page(page: RecordPage, request: Request) -> Iterator[blocks.Block]:
    words, record = request.words, page.record
    assert record is not None  # noqa: S101 - the caller looked
    counts = record.counts
    yield blocks.actions(_half_terms(page), _choices(page, counts), _files(record))
    yield blocks.section(words("inspection/record.head", term=record.term, day=request.today))
    pupils, standings = len({one.who.pupil_id for one in record.reviews}), list(Standing)
    facts = {"record": record, "counts": counts, "pupils": pupils, "standings": standings}
    yield blocks.section(words("inspection/record.counts", **facts))
    yield blocks.section(words("inspection/record.targets", counts=counts, sees_reasons=page.sees_reasons))
    yield blocks.divider()
    yield blocks.section(words("inspection/record.shown", page=page, choice=CHOICES[page.wanted.show]))
    yield from blocks.sections(_lines(page, words))
    if turns := list(_turns(page)):
        yield blocks.actions(*turns)
    yield blocks.context(words("inspection/record.foot"))


def _half_terms(page: RecordPage) -> blocks.Element:
    options = [blocks.option(one.name, str(Wanted(one.key, page.wanted.show))) for one in page.terms]
    chosen = str(Wanted(page.wanted.term, page.wanted.show))
    initial = blocks.option_named(options, chosen)
    return blocks.static_select("inspection.half_term", options, placeholder="Half-term", initial=initial)


def _choices(page: RecordPage, counts: dict[str, int]) -> blocks.Element:
    """Return the menu of what to show, each with its number of lines; what has none is left out."""
    kinds = [(name, label) for name, label in CHOICES.items() if counts[name] or name in (ALL, page.wanted.show)]
    options = [blocks.option(f"{label} ({counts[name]})", str(Wanted(page.wanted.term, name))) for name, label in kinds]
    initial = blocks.option_named(options, str(Wanted(page.wanted.term, page.wanted.show)))
    return blocks.static_select("inspection.show", options, placeholder="Show", initial=initial)


def _files(record: Record) -> blocks.Element:
    options = [blocks.option(label, f"{record.term.key}|{kind}") for kind, label in FILES.items()]
    return blocks.static_select("inspection.file", options, placeholder="Send me this as a file")


def _lines(page: RecordPage, words: Words) -> Iterator[Mrkdwn]:
    for who, theirs in groupby(page.lines, key=lambda one: one.who):
        yield words("inspection/record.who", who=who)
        yield from (_line(one, page, words) for one in theirs)


def _line(one: Line, page: RecordPage, words: Words) -> Mrkdwn:
    if isinstance(one, TargetLine):
        return words(f"inspection/record.{one.event}", one=one, sees_reasons=page.sees_reasons)
    return words("inspection/record.review", one=one)


def _turns(page: RecordPage) -> Iterator[blocks.Element]:
    wanted = page.wanted
    if wanted.page > 0:
        earlier = str(Wanted(wanted.term, wanted.show, wanted.page - 1))
        yield blocks.button("Earlier pupils", "inspection.earlier", value=earlier)
    if page.first - 1 + len(page.lines) < page.in_all:
        later = str(Wanted(wanted.term, wanted.show, wanted.page + 1))
        yield blocks.button("Later pupils", "inspection.later", value=later)


CAPABILITY = Capability(
    "inspection",
    actions={
        "inspection.open": offer,
        "inspection.half_term": show,
        "inspection.show": show,
        "inspection.earlier": show,
        "inspection.later": show,
        "inspection.file": send,
    },
    counted={"inspection.file": Counted.EXPORT},
)
