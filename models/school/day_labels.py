"""What the words beside a date say that it is: a first or last day, a holiday, a closed day, an INSET day."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from models.school.named_years import without_school_years


class Says(StrEnum):
    """What words say of the days beside them."""

    SCHOOL = "school"  # the name of a term or half of one, and no more
    STARTS = "starts"
    ENDS = "ends"
    HALF_TERM = "half_term"
    HOLIDAY = "holiday"
    HOLIDAY_STARTS = "holiday_starts"
    HOLIDAY_ENDS = "holiday_ends"
    CLOSED = "closed"
    INSET = "inset"
    UNCLEAR = "unclear"  # can be read in two ways
    NOTHING = "nothing"  # about something else, such as a twilight session


AWAY = frozenset({Says.HALF_TERM, Says.HOLIDAY, Says.HOLIDAY_STARTS, Says.HOLIDAY_ENDS, Says.CLOSED})
TERMS = ("autumn", "spring", "summer")


@dataclass(frozen=True)
class Label:
    """What words say, of which term, with the years that they name; `for_pupils` if they speak of pupils.

    `of_range` is what they say of a range of days, which neither starts nor ends anything; `is_week` if the day
    beside them is the first of a week ("w/c").
    """

    says: frozenset[Says] = frozenset()
    of_range: frozenset[Says] = frozenset()
    term: str | None = None
    school_year: int | None = None
    year: int | None = None
    for_pupils: bool = False
    is_week: bool = False

    @property
    def names_something(self) -> bool:
        return bool(self.says or self.term or self.school_year or self.year)


def _words(*shapes: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(shapes)})\b", re.IGNORECASE)


_PUPILS = r"(?:pupils?|students?|children|learners?)"
_HALF_TERM = r"(?:half ?terms?|mid ?terms?|whit(?:sun)?(?! monday| sunday))"
_FREE = rf"(?:{_HALF_TERM}|holidays?|hols|breaks?|vacations?|christmas|xmas|easter(?! term)|recess)"
_TWILIGHT = _words("twilights?")
_IN_LIEU = _words("(?:in|days?) lieu", "lieu days?", "toil")
_INSET = _words(
    *("insets?", "inserts?", "in set", "in ?service", "(?:staff )?training", "p\\.?d\\.?d?", "cpd", "staff only"),
    *("(?:professional|trust|admin|administration|administrative|development|disaggregated) days?", "teachers? only"),
    *("professional (?:development|learning)", "staff (?:development|planning|preparation|day|days)"),
    *(rf"non {_PUPIL}" for _PUPIL in ("pupil", "student", "contact", "teaching")),
    *(rf"{_PUPILS} free", rf"no {_PUPILS}", rf"(?:closed|not open) (?:to|for) (?:all )?{_PUPILS}"),
    rf"{_PUPILS} (?:are )?(?:not (?:in|required)|at home)",
)
_STAFF_BACK = _words("(?:staff|teachers?|employees)(?: only)? (?:return|returns|back|start|starts|begin|begins|in)")
_STAFF_TERM = re.compile(r"(?:staff|teachers?)\W*$|\bfor (?:all )?(?:staff|teachers?)\b", re.IGNORECASE)
_BANK = _words(
    *("bank (?:holidays?|hols?)", "bh", "b/h", "public holidays?", "may ?day", "good friday", "boxing day"),
    *("new year'?s? day", "(?:christmas|easter) (?:day|eve|sunday|monday)", "coronation", "jubilee", "local holidays?"),
)
_CLOSED = _words(
    *("clos(?:ed|ure|ures)", "snow", "occasional days?", "no school", "nobody in", "shut"),
    *("strike", "industrial action"),
)
_LAST_DAY = _words("last (?:school |teaching )?day", "final (?:school )?day")
_FIRST_DAY = _words("first (?:school |teaching )?day", "1st (?:school )?day")
_CLOSES = _words("closes?", "closing", "break(?:s|ing)?[ -]?up", "broke up", "finish(?:es)?", "end of (?:the )?day")
_OPENS = _words(
    *("re ?opens?", "opens?", "opening", "returns?", "returning", "resumes?"),
    *("back (?:to|at|in) school", "school back"),
)
_BEGINS = _words("starts?", "starting", "begins?", "beginning", "commences?", "from")
_FINISHES = _words("ends?", "ending", "until")
_ABOUT_FREE = re.compile(rf"\bof (?:(?!after\b|before\b)\w+ ){{0,3}}?({_FREE})\b", re.IGNORECASE)
_FREE_WORD = _words(_FREE)
_NO_SCHOOL = _words(_FREE, "closed", "closure", "shut", "snow")
_HALF_TERM_WORD = _words(_HALF_TERM)
_YEAR_GROUP = re.compile(r"\b(?:years?|yr) ?[0-9]+\b(?!/)", re.IGNORECASE)
_TERM = _words(*TERMS, "terms?", "michaelmas", "in school", "teaching", "semesters?", "(?:first|second|1st|2nd) half")
_BOTH = _words(
    rf"terms?(?: times?)?(?: dates?)? ?(?:and|&|/) ?(?:school |bank )?{_FREE}",
    rf"{_FREE}(?: dates?)? ?(?:and|&|/) ?(?:school )?terms?",
)
_WEEK = _words("w/?c", "w/?b", "week (?:commencing|beginning|starting|of)")
# All that may stand in the name of a time in school: "Haff term" names none.
_OF_TERM = _words(
    *(
        *TERMS,
        "terms?",
        "half",
        "halves",
        "easter term",
        "lent",
        "michaelmas",
        "trinity",
        "first",
        "second",
        "1st",
        "2nd",
    ),
    *(
        "[0-9]+",
        "[abi]",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "the",
        "of",
        "in",
        "at",
        "school",
        "dates?",
        "days?",
    ),
    *(
        "teaching",
        "time",
        "runs?",
        "is",
        "from",
        "on",
        "and",
        "for",
        "all",
        "part",
        "weeks?",
        _PUPILS,
        "academic",
        "years?",
    ),
    *("semesters?", "period", "block", "opens?", "starts?", "begins?", "between", "to", "will be"),
)
_NAMED_TERM = re.compile(
    r"\b(autumn|michaelmas|spring|lent(?= term)|easter(?= term)|summer|trinity|(?:half )?term ?[1-6])\b", re.IGNORECASE
)
_TERM_OF = {"michaelmas": "autumn", "lent": "spring", "easter": "spring", "trinity": "summer"}
_YEAR = re.compile(r"\b(20[0-9]{2})\b")


def label_of(text: str) -> Label:
    """Return what words without dates say."""
    plain, school_year = without_school_years(text)
    plain = " ".join(re.sub(r"[-‐‑–—−_’']", " ", plain).split())
    term, year = _NAMED_TERM.search(plain), _YEAR.search(plain)
    says = _says(plain)
    return Label(
        says=says,
        of_range=_of_range(says, plain),
        term=_term_named(term[1].lower()) if term else None,
        school_year=school_year,
        year=int(year[1]) if year else None,
        for_pupils=_words(_PUPILS).search(plain) is not None,
        is_week=_WEEK.search(plain) is not None,
    )


def title_of(text: str) -> Label:
    """Return what a line without dates says of the days below it: "Term and holiday dates" says neither."""
    label = label_of(text)
    return replace(label, says=frozenset(), of_range=frozenset()) if _BOTH.search(text.replace("-", " ")) else label


def _term_named(word: str) -> str:
    if word[-1].isdecimal():
        return TERMS[(int(word[-1]) - 1) // 2]
    return _TERM_OF.get(word, word)


def _says(text: str) -> frozenset[Says]:
    if _IN_LIEU.search(text):
        return frozenset({Says.CLOSED})
    if _TWILIGHT.search(text):
        return frozenset({Says.NOTHING})
    if _INSET.search(text):
        if _BANK.search(text):
            return frozenset({Says.UNCLEAR})
        return frozenset({Says.INSET}) | (_of_term(text) & {Says.STARTS, Says.ENDS})
    if _STAFF_BACK.search(text) and not _words(_PUPILS).search(text):
        return frozenset({Says.INSET})
    of_term = _of_term(text)
    if of_term & {Says.STARTS, Says.ENDS} and _YEAR_GROUP.search(text):
        return frozenset({Says.NOTHING})  # one year group's own first or last day
    if Says.STARTS in of_term and _STAFF_TERM.search(text) and not _words(_PUPILS).search(text):
        return frozenset({Says.INSET})
    return of_term


def _of_term(text: str) -> frozenset[Says]:
    """Return what words say of a term or a holiday: whether it starts or ends, or its name alone."""
    about = _ABOUT_FREE.search(text)
    if about and (_LAST_DAY.search(text) or _FIRST_DAY.search(text)):
        if _HALF_TERM_WORD.fullmatch(about[1]):
            return frozenset({Says.UNCLEAR})  # the last day in school, or the last of the holiday?
        return frozenset({Says.HOLIDAY_ENDS if _LAST_DAY.search(text) else Says.HOLIDAY_STARTS})
    last, first = bool(_LAST_DAY.search(text) or _CLOSES.search(text)), bool(_FIRST_DAY.search(text))
    first = first or bool(_OPENS.search(text))
    if first or last:
        return frozenset({Says.UNCLEAR if first and last else Says.STARTS if first else Says.ENDS})
    for shape, of_school, of_holiday in (
        (_BEGINS, Says.STARTS, Says.HOLIDAY_STARTS),
        (_FINISHES, Says.ENDS, Says.HOLIDAY_ENDS),
    ):
        if found := shape.search(text):
            is_free = _NO_SCHOOL.search(text[: found.start()]) or _ABOUT_FREE.search(text[found.end() :])
            return frozenset({of_holiday if is_free else of_school})
    return _name(text)


def _name(text: str) -> frozenset[Says]:
    if _BANK.search(text):
        return frozenset({Says.CLOSED})
    if _HALF_TERM_WORD.search(text):
        return frozenset({Says.HALF_TERM})
    if _FREE_WORD.search(text):
        return frozenset({Says.HOLIDAY})
    if _CLOSED.search(text):
        return frozenset({Says.CLOSED})
    return frozenset({Says.SCHOOL}) if _TERM.search(text) else frozenset()


def _of_range(says: frozenset[Says], text: str) -> frozenset[Says]:
    """Return what words say of a range of days: one that closes is a holiday, one that opens or starts is school."""
    if says & {Says.INSET, Says.UNCLEAR, Says.NOTHING}:
        return says - {Says.STARTS, Says.ENDS}
    name = _name(text)
    if says & AWAY or name & AWAY:
        return name & AWAY or frozenset({Says.HOLIDAY})
    if Says.ENDS in says and not _words("ends?", "to").search(text):
        return frozenset({Says.HOLIDAY})
    if not says:
        return says
    return frozenset({Says.UNCLEAR if _words(r"[\w.]+").search(_OF_TERM.sub(" ", text)) else Says.SCHOOL})
