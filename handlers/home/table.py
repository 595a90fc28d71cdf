"""The table of all pupils in the App Home: its filters, one page of lines, and the buttons that lead on."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.slack import blocks
from bot.slack.words import Words
from models.change import Read
from models.names import used_name
from models.progress.cohort import NO_SUBJECT_YET
from models.progress.table import MOST_LINES, TRACKS, Table, TableLine
from models.progress.totals import View
from models.school.school_year import STAGES, starting_year, year_label

HEADING = ("Pupil", "Year", "Subject", "Scale", "Baseline", "Latest", "Target", "By", "Track")
# Cut to these lengths, a page of the longest lines fits into the characters of one Slack table.
LONGEST_NAME, LONGEST_WORD, LONGEST_GRADE = 36, 26, 20
FILES = (
    ("Workbook (Excel)", "xlsx"),
    ("Every result, for KSM", "ksm"),
    ("Weekly attendance", "attendance"),
    ("For KSM: changed since the last", "changed"),
)
Row = tuple[str | tuple[int, str], ...]  # each cell as blocks.data_table takes it
NO_BREAK = "\u00a0"


def table_page(table: Table, read: Read, words: Words) -> list[blocks.Block]:
    """Return the page with the table. It shows names with grades, since only its owner sees an App Home."""
    shown = [*_top(table, read, words), *_lines(table, read, words)]
    return [*shown, blocks.context(words("progress/table.foot"))]


def _top(table: Table, read: Read, words: Words) -> Iterator[blocks.Block]:
    asked = table.narrowed
    again = blocks.button("Refresh", "cohort.turn", value=str(asked.page))
    totals = blocks.button("Totals", "cohort.totals", value=View.TOTALS)
    other = ("Show as a table", "0") if asked.in_words else ("Show as text", "1")
    as_text = blocks.button(other[0], "cohort.words", value=other[1])
    yield blocks.actions(blocks.button("Back to my to-do list", "home.duties"), again, totals, as_text)
    yield blocks.header(words("progress/table.title"))
    yield blocks.context(words("progress/table.lead", now=read.now))
    menus = (
        _menu("subject", "All subjects", ((name, name) for name in _subjects(table)), asked.subject),
        _menu("stage", "All key stages", ((name, name) for name in STAGES), asked.stage),
        _menu("track", "All tracks", ((label.capitalize(), word) for word, label in TRACKS.items()), asked.track),
    )
    yield blocks.actions(*menus)


def _menu(name: str, every: str, choices: Iterable[tuple[str, str]], chosen: str | None) -> blocks.Element:
    """Return the menu of one filter. Each value begins with "=", which alone means every value."""
    options = [blocks.option(every, "="), *(blocks.option(label, f"={value}") for label, value in choices)]
    initial = blocks.option_named(options, f"={chosen or ''}")
    return blocks.static_select(f"cohort.{name}", options, placeholder=every, initial=initial)


def _subjects(table: Table) -> list[str]:
    """Return the subjects to choose from, with the chosen one even if no pupil has it any more."""
    return sorted({*table.subjects, *([table.narrowed.subject] if table.narrowed.subject else [])})


def _lines(table: Table, read: Read, words: Words) -> Iterator[blocks.Block]:
    if not table.lines:
        every = blocks.button("Show all", "cohort.open")
        yield blocks.section(words("progress/table.nothing", narrowed=table.narrowed), accessory=every)
        return
    rows = [_row(line, read.today) for line in table.lines]
    yield blocks.section(words("progress/table.shown", table=table))
    if table.narrowed.in_words:
        yield from blocks.sections(words("progress/table.line", **_named(row)) for row in rows)
    else:
        yield blocks.data_table([HEADING, *rows], words("progress/table.caption"), page_size=MOST_LINES)
    yield blocks.actions(*_ways_on(table))


def _row(line: TableLine, today: date) -> Row:
    """Return a row. Year and key stage share a column, as do result and day: a Home has room for few columns."""
    one = line.progress
    name = blocks.clip(used_name(line.preferred_name, line.forenames, line.surname), LONGEST_NAME)
    year = (line.year, f"{year_label(line.year).removeprefix('Year ')} · {line.stage}".replace(" ", NO_BREAK))
    subject, scale = (blocks.clip(word, LONGEST_WORD) for word in (one.subject or NO_SUBJECT_YET, one.scale or ""))
    baseline, latest, target = (
        blocks.clip(grade or "", LONGEST_GRADE) for grade in (one.baseline, one.latest, one.target)
    )
    latest += f" ({_day(one.latest_on, today)})" if one.latest_on else ""
    by_when = _day(one.by_when, today) if one.by_when else ""
    return (f"{name} ({line.reference})", year, subject, scale, baseline, latest, target, by_when, TRACKS[line.track])


def _named(row: Row) -> dict[str, str]:
    """Return the text of each cell by the name of its column."""
    return {name.lower(): cell if isinstance(cell, str) else cell[1] for name, cell in zip(HEADING, row, strict=True)}


def _day(day: date, today: date) -> str:
    """Return a day that does not break across lines, with the year if it is in another school year."""
    is_of_this = starting_year(day) == starting_year(today)
    return f"{day:%-d %b}{'' if is_of_this else f'{day: %Y}'}".replace(" ", NO_BREAK)


def _ways_on(table: Table) -> Iterator[blocks.Element]:
    page = table.narrowed.page
    if page > 0:
        yield blocks.button("Previous", "cohort.back", value=str(page - 1))
    if table.first - 1 + len(table.lines) < table.in_all:
        yield blocks.button("Next", "cohort.turn", value=str(page + 1))
    yield blocks.button("Send me this as a file", "cohort.export")
    yield blocks.static_select("cohort.file", [blocks.option(*one) for one in FILES], placeholder="Other files")
    yield blocks.external_select("pupil.jump", placeholder="Find a pupil")
