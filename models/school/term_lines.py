"""The lines of a page of term dates: what each says of which days, with the years that headings and neighbours give."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from models.school.calendar import FRIDAY, bank_holidays
from models.school.day_labels import AWAY, TERMS, Label, Says, label_of, title_of
from models.school.named_years import fits, in_school_year, school_year_of, without_school_years, year_beside
from models.school.term_entries import CLEARER, Entry, Page, not_understood, shortened
from models.school.written_dates import Dated, Span, Written, checked_date, dated_parts
from models.text import clean

MOST_WORDS_OF_A_HEADING = 8
NEAR = timedelta(weeks=3)  # two dates of a holiday side by side are its first and last day
_BULLET = re.compile(r"^[\W_]*(?:[0-9]{1,2}[.)][ ]+(?=[^\W0-9]|[0-9]))?[\W_]*")
_ASIDE = re.compile(r"^[\s|,;:–—-]*\(([^()]*)\)")
_OPEN_ASIDE = re.compile(r"\([^()]*$")  # an aside with dates of its own, which are the next run
_COLUMN = re.compile(
    r"(?P<starts>\b(?:start|open|begin|first day)\w*)|(?P<half_term>\b(?:half|mid)[- ]?term)|"
    rf"(?P<ends>\b(?:end|clos|finish|last day)\w*)|(?P<term>\b(?:{'|'.join(TERMS)}))",
    re.IGNORECASE,
)


@dataclass
class _Heading:
    """What stands above the lines that follow: a label, a term, and the school year with the line that names it."""

    label: Label = field(default_factory=Label)
    term: str | None = None
    columns: tuple[str, ...] = ()
    school_year: int | None = None
    last_year: int | None = None  # the school year of the last date that was read
    named: tuple[int, str] | None = None  # the line and the words that name a term with its year
    bare: tuple[int, str] | None = None  # the line and the words of a heading below which no date has come yet


def read_page(text: str) -> Page:
    """Read every line of a page. A line without a date is a heading, or is passed over."""
    page, heading = Page(), _Heading()
    for number, line in enumerate(map(clean, text.splitlines()), start=1):
        reader = _LineReader(page, heading, number, line)
        try:
            reader.read()
        except ValueError as wrong:
            page.problems.append((number, str(wrong)))
    if heading.bare:
        page.passed.append(heading.bare)
    return page


@dataclass
class _LineReader:
    page: Page
    heading: _Heading
    number: int
    line: str

    def read(self) -> None:
        plain, school_year = without_school_years(self.line)
        if school_year is not None:
            self.heading.school_year, self.heading.named = school_year, None
        parts = dated_parts(plain)
        if not parts:
            self._read_heading()
            return
        self.heading.bare = None
        labels = list(self._labels(parts))
        for label in labels:
            self._stand_under(label)
        years = self._years([one for part in parts for span in part.spans for one in span.dates])
        for part, label in zip(parts, labels, strict=True):
            for span, of_span in self._spread(part, label):
                self._enter(span, of_span, years)
        self._stand_under(label_of(parts[-1].after))

    def _read_heading(self) -> None:
        label = title_of(self.line)
        words = re.findall(r"\w+", self.line)
        if not words:
            return
        if self.heading.bare:
            self.page.passed.append(self.heading.bare)
            self.heading.bare = None
        columns = tuple(dict.fromkeys(match.lastgroup or "" for match in _COLUMN.finditer(self.line)))
        terms = tuple(dict.fromkeys(match["term"].lower() for match in _COLUMN.finditer(self.line) if match["term"]))
        if len(terms) > 1 or len([name for name in columns if name != "term"]) > 1:
            self.heading.columns = terms if len(terms) > 1 else tuple(name for name in columns if name != "term")
        elif label.names_something and len(words) <= MOST_WORDS_OF_A_HEADING:
            if label.says:
                self.heading.label = label
                self.heading.bare = None if Says.SCHOOL in label.says else (self.number, self.line)
            self._stand_under(label)
        else:
            self.page.passed.append((self.number, self.line))

    def _stand_under(self, label: Label) -> None:
        """Take the term and the year of a label for the lines that follow."""
        if label.says & AWAY or not (label.term or label.says & {Says.SCHOOL}):
            return
        self.heading.term = label.term or self.heading.term
        if label.year is not None:
            self.heading.school_year = label.year - (label.term in ("spring", "summer"))
            self.heading.named = (self.number, f"{label.term.capitalize()} Term {label.year}") if label.term else None

    def _labels(self, parts: Sequence[Dated]) -> Iterator[Label]:
        """Yield what the line says of each of its runs of dates, in words before it, or after if a date is first."""
        begins_with_words = bool(_BULLET.sub("", parts[0].before))
        last = Label()
        for part in parts:
            aside = _ASIDE.match(part.after)
            after = label_of(aside[1] if aside else _OPEN_ASIDE.sub("", part.after))
            before = label_of(_ASIDE.sub("", part.before) if part is not parts[0] else part.before)
            if begins_with_words and before.says:
                last = self._of_heading(before)
                yield _with_aside(last, after, part)
            elif not begins_with_words or part is not parts[0]:
                yield self._own_or_heading(after if after.says else last, part.after)
            else:
                has_own_end = bool(aside) or part is parts[-1]
                is_after = not before.says and has_own_end and after.says & _NO_SCHOOL
                yield self._own_or_heading(after if is_after else before, part.before)

    def _own_or_heading(self, own: Label, text: str) -> Label:
        """Return what the words say, or else what the heading says. Words about something else say nothing."""
        above = self.heading.label
        if own.says and not (own.says == _SCHOOL and above.says & _NO_SCHOOL):
            return own
        has_words = bool(re.search(r"[^\W\d_]", text))
        is_school = not above.says or Says.SCHOOL in above.says
        if is_school and has_words and not own.names_something:
            return Label(frozenset({Says.NOTHING}), frozenset({Says.NOTHING}))
        if not above.says:
            return Label(of_range=_SCHOOL)
        return replace(above, term=own.term or self.heading.term, year=None, school_year=None, is_week=own.is_week)

    def _of_heading(self, label: Label) -> Label:
        """Return the label below its heading: "Starts:" below "Half term", "Summer:" below "Holidays" are no school."""
        if label.says == _SCHOOL:
            return self._own_or_heading(label, "")
        if self.heading.label.says & AWAY and label.term is None and _EDGE_ALONE.match(self.line):
            return replace(label, says=frozenset(_OF_HOLIDAY.get(one, one) for one in label.says))
        return label

    def _spread(self, part: Dated, label: Label) -> Iterator[tuple[Span, Label]]:
        """Yield each day or range of a run with its label; columns of a table give each its own."""
        columns = self.heading.columns
        if len(columns) == len(part.spans) > 1 and not label.says & _NO_SCHOOL:
            for span, column in zip(part.spans, columns, strict=True):
                if column in TERMS:
                    yield span, replace(label, term=column)
                else:
                    yield span, replace(label, says=frozenset({Says(column)}), of_range=frozenset({Says(column)}))
        elif part.is_pair and label.of_range & _PAIRED and not label.says & _EDGES:
            yield Span(part.spans[0].first, part.spans[1].first), label
        else:
            yield from ((span, label) for span in part.spans)

    def _years(self, dates: Sequence[Written]) -> dict[int, int]:
        """Return the year of each date of the line, by the date's identity."""
        heading = self.heading
        if any(one.year is not None for one in dates):
            return {id(one): one.year or year_beside(one, dates, place) for place, one in enumerate(dates)}
        is_placed = bool(heading.label.says) or all(one.weekday is not None for one in dates)
        year = heading.school_year if heading.school_year is not None or not is_placed else heading.last_year
        if year is None:
            raise ValueError("give the year as well.")
        if heading.named and not fits(dates, year):
            year = next((other for other in (year + 1, year - 1) if fits(dates, other)), year)
        if heading.named and year != heading.school_year:
            line, name = heading.named
            days_of = year + (heading.term != "autumn")
            self.page.asked.append((line, f"the heading says {name}, but the days below it are those of {days_of}."))
            heading.school_year, heading.named = year, None
        return {id(one): in_school_year(one, year) for one in dates}

    def _enter(self, span: Span, label: Label, years: dict[int, int]) -> None:
        says = label.of_range if span.last else label.says
        if not says or (says == _SCHOOL and span.last is None):
            raise ValueError(not_understood(self.line))
        first, last = self._days(span, years)
        if label.is_week and says & AWAY and span.last is None:
            last = first + timedelta(days=(FRIDAY - first.weekday()) % 7)
        if Says.UNCLEAR in says:
            if first not in bank_holidays(first.year):
                raise ValueError(f"“{shortened(self.line)}” can be read in two ways. {CLEARER}")
            says = frozenset({Says.CLOSED})
        if says == {Says.NOTHING}:
            if span.last:
                self.page.asked.append(
                    (self.number, f"“{shortened(self.line)}” is passed over. Is it about school days?")
                )
            else:
                self.page.passed.append((self.number, self.line))
        for one in says - {Says.NOTHING}:
            self.page.entries.append(
                Entry(
                    *(one, first, last, self.number, label.term or self.heading.term),
                    is_half_term=bool({Says.HALF_TERM} & (says | label.of_range)),
                    for_pupils=label.for_pupils,
                )
            )
        self._check_heading(says, span, first)
        self.heading.last_year = school_year_of(first)

    def _days(self, span: Span, years: dict[int, int]) -> tuple[date, date]:
        first, last = span.first, span.last or span.first
        year, until = years[id(first)], years[id(last)]
        if (until, last.month or 0, last.day) < (year, first.month or 0, first.day):
            if last.year is None:
                until += 1
            elif first.year is None:
                year = until - 1 if (first.month or 0) > (last.month or 0) else until
        return checked_date(first, year), checked_date(last, until)

    def _check_heading(self, says: frozenset[Says], span: Span, first: date) -> None:
        heading = self.heading
        of_term = says & {Says.STARTS, Says.ENDS, Says.SCHOOL, Says.HALF_TERM}
        if heading.named and span.first.year and of_term and school_year_of(first) != heading.school_year:
            self.page.asked.append((self.number, f"it stands under {heading.named[1]}, but names {first.year}."))


_SCHOOL = frozenset({Says.SCHOOL})
_NO_SCHOOL = AWAY | {Says.INSET, Says.UNCLEAR}
_EDGE_ALONE = re.compile(r"[\W_]*(?:start|begin|end)", re.IGNORECASE)
_OF_HOLIDAY = {Says.STARTS: Says.HOLIDAY_STARTS, Says.ENDS: Says.HOLIDAY_ENDS}
_EDGES = frozenset({Says.STARTS, Says.ENDS})
_PAIRED = frozenset({Says.SCHOOL, Says.HALF_TERM, Says.HOLIDAY, Says.NOTHING})


def _with_aside(label: Label, after: Label, part: Dated) -> Label:
    """Add what is said after: "starts on 1 September (INSET)", "closed from 31 May to 4 June for half term"."""
    if label.of_range == {Says.CLOSED} and after.of_range & {Says.HALF_TERM, Says.HOLIDAY}:
        return replace(label, of_range=after.of_range)
    aside = after.says & {Says.INSET} if all(span.last is None for span in part.spans) else frozenset()
    return replace(label, says=label.says | aside)
