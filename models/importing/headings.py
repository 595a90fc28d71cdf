"""Which heading means which field, as SIMS, Arbor and Bromcom write them; a service adds its own."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from models.importing.sheet import MOST_TITLE_ROWS, Columns, Sheet
from models.text import folded

# By field, the headings in order: where a file has two of them, the first counts. "#" is a number, or nothing.
PUPIL_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "surname": ("legal surname", "legal last name", "surname", "last name", "family name", "chosen surname"),
        "forenames": (
            "legal forenames", "legal forename", "legal first name", "forenames", "forename", "first names",
            "first name", "given name", "given names", "christian name",
        ),
        "middle_names": ("legal middle names", "legal middle name", "middle names", "middle name"),
        "full_name": ("full name", "legal name", "pupil name", "student name", "name", "pupil", "student"),
        "preferred_name": (
            "preferred forename", "preferred first name", "preferred name", "chosen forename", "chosen first name",
            "known as", "likes to be called",
        ),
        "born_on": ("date of birth", "dob", "d o b", "birth date", "birthdate", "born"),
        "upn": ("upn", "unique pupil number", "upn number"),
        "year": (
            "nc year", "national curriculum year", "year taught in", "year group", "year", "nc year group", "yr",
            "yr group",
        ),
        "home_school": (
            "home school", "main school", "commissioning school", "referring school", "current school", "base school",
            "dual registered school", "other school", "school on roll",
        ),
        "registration": (
            "registration", "enrolment status", "enrolment mode", "registration status", "registration type",
            "enrollment status", "dual registration", "enrolment", "enrolment type", "roll status", "on roll status",
        ),
        "first_day": (
            "entry date", "date of entry", "first day", "admission date", "date of admission", "date admitted", "doa",
            "start date", "placement start", "placement start date", "date joined", "enrolment date",
            "on roll date", "date on roll", "on roll since", "joining date", "date of joining", "date started",
        ),
        # Only a column that says so: the entry date of a roll is no day on which somebody saw the pupil.
        "in_school_on": (
            "in school on", "first attended", "first attended on", "date first attended", "first day attended",
            "first day in school", "first attendance",
        ),
        "received_on": ("date received", "referral date", "date of referral", "received on"),
        "left_on": ("leaving date", "date of leaving", "dol", "leave date", "end date", "placement end date"),
        "type": ("reason for placement", "placement reason", "placement type", "type of placement"),
        "excluded_on": ("exclusion date", "date of exclusion", "date of the exclusion", "exclusion start date"),
        "reason": ("reason", "reason for referral", "referral reason"),
        "referrer": ("referrer", "referred by"),
        "sen": ("sen status", "sen stage", "sen provision", "sen", "send status", "send", "sen code"),
        "looked_after": ("looked after", "in care", "in lea care", "looked after child", "lac", "cla", "child in care"),
        "medical_need": ("medical need", "medical needs", "medical condition", "medical conditions", "medical notes"),
        "attendance": (
            "attendance", "attendance percentage", "percentage attendance", "attendance at entry", "attendance rate",
            "overall attendance",
        ),
        "keyworker": ("keyworker", "key worker", "keyworker email", "key person"),
        "contacts": ("contacts", "family contacts", "family"),
    }
)  # fmt: skip
_CONTACT = ("contact #", "priority # contact", "pri # contact", "guardian #", "primary guardian #", "parent #",
            "parent carer #", "carer #", "emergency contact #")  # fmt: skip
_CONTACT_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contact_name": ("name", "full name", ""),
        "contact_surname": ("surname", "last name"),
        "contact_forenames": ("forename", "forenames", "first name"),
        "contact_relation": ("relationship", "relation", "relationship to student", "relationship to pupil"),
        "contact_phone": (
            "phone", "telephone", "telephone number", "phone number", "tel", "mobile", "mobile phone", "mobile number",
            "home phone", "home telephone", "work phone", "work telephone", "main telephone", "home tel", "work tel",
            "tel no", "telephone no", "phone no", "mobile no", "contact number", "number",
        ),
        "contact_email": ("email", "email address", "e mail", "main email", "home email"),
        "contact_responsibility": ("parental responsibility", "has parental responsibility", "pr"),
        "contact_barred": ("do not contact", "no contact"),
        "contact_withheld": ("address withheld", "address confidential", "confidential address"),
        "contact_interpreter": ("interpreter", "interpreter needed"),
    }
)  # fmt: skip
STAFF_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "surname": ("surname", "last name", "legal surname", "family name"),
        "forenames": ("forename", "first name", "preferred forename", "legal forename", "forenames"),
        "full_name": ("full name", "staff name", "name", "member of staff", "staff"),
        "slack_id": ("slack member id", "slack id", "member id"),
        "email": ("work email", "email", "email address", "main email", "e mail"),
        "role": ("role", "halfterm role", "job title", "post", "position"),
        "subjects": ("subjects", "subject", "subjects taught", "teaches"),
        "senco": ("senco",),
        "dsl": ("dsl", "safeguarding lead", "designated safeguarding lead"),
    }
)
_WHOM = {name: PUPIL_HEADINGS[name] for name in ("upn", "surname", "forenames", "full_name", "born_on")}
RESULT_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    _WHOM
    | {
        "subject": ("subject", "aspect", "aspect name"),
        "scale": ("scale", "grade set", "gradeset"),
        "result": ("result", "grade", "score"),
        "result_date": ("result date", "date of result", "date assessed", "assessed on", "date"),
        "source": ("source",),
    }
)
ATTENDANCE_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    _WHOM
    | {
        "week": (
            "week", "week beginning", "week commencing", "week starting", "week start", "week start date", "w c", "wc",
            "w b", "week of", "monday",
        ),
        "offered": (
            "sessions offered", "offered", "possible sessions", "sessions possible", "possible", "possible marks",
            "total possible", "total sessions", "possible attendances",
        ),
        "attended": (
            "sessions attended", "attended", "attendances", "attended sessions", "sessions present", "present sessions",
            "present", "present marks", "total present", "actual attendances", "actual sessions",
        ),
    }
)  # fmt: skip
WARNINGS = frozenset({"contact_barred", "contact_withheld"})
_CONTACT_NAMES = ("contact_name", "contact_surname", "contact_forenames")
NUMBERED = re.compile(r"\d+")
_PLURAL = re.compile(r" s\b")


class UnknownSheet(Exception):
    """A sheet whose headings are those of no kind of import; the text says what was looked for."""


@dataclass(frozen=True)
class KindOfSheet:
    """What a file can hold: its headings, and those without which it is another kind of file (any of each group)."""

    name: str
    headings: Mapping[str, tuple[str, ...]]
    needs: tuple[tuple[str, ...], ...]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PUPILS = KindOfSheet("pupils", PUPIL_HEADINGS, (("surname", "full_name"), ("born_on",)), _CONTACT_PARTS)
STAFF = KindOfSheet("staff", STAFF_HEADINGS, (("surname", "full_name"), ("role",), ("slack_id", "email")))
RESULTS = KindOfSheet("results", RESULT_HEADINGS, (("subject",), ("result",), ("scale",), ("result_date",)))
ATTENDANCE = KindOfSheet("attendance", ATTENDANCE_HEADINGS, (("week",), ("offered",), ("attended",)))
# The first that fits: files of results and of attendance name pupils, too.
KINDS: tuple[KindOfSheet, ...] = (RESULTS, ATTENDANCE, PUPILS, STAFF)


def plain(heading: str) -> str:
    """Return a heading for comparison: small letters and digits in single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", folded(heading)))


def field_of(kind: KindOfSheet, heading: str) -> str:
    """Return the field that a heading in plain form means in this kind of file, or ""."""
    return _field(heading, _by_heading(kind))[0]


def find_columns(sheet: Sheet, own: Mapping[str, str]) -> tuple[KindOfSheet, Columns]:
    """Find the row of headings, the kind of the sheet, and each field's column.

    `own` are the service's own headings, in plain form, with the field that each means. Raises UnknownSheet.
    """
    for number, cells in enumerate(sheet.rows[:MOST_TITLE_ROWS], start=1):
        for kind in KINDS:
            columns = _columns(kind, number, cells, own)
            if all(any(field in columns.places for field in group) for group in kind.needs):
                return kind, columns
    raise UnknownSheet(
        "no row of headings was found. A file of pupils has a name, a date of birth and an entry date; a file of "
        "staff a name, a role and a Slack member ID or email; a file of results a subject, scale, result and its date; "
        "a file of attendance a week, the sessions offered and the sessions attended; a file of term dates the first "
        "and the last day of each half-term."
    )


def _columns(kind: KindOfSheet, number: int, cells: Sequence[str], own: Mapping[str, str]) -> Columns:
    known = _by_heading(kind) | {heading: (field, -1) for heading, field in own.items()}
    found: dict[str, list[tuple[int, int]]] = {}
    unread = []
    for place, cell in enumerate(cells):
        field, rank = _field(plain(cell), known)
        if field:
            found.setdefault(field, []).append((rank, place))
        elif cell.strip():
            unread.append(cell.strip())
    places = {field: _places(field, ranked) for field, ranked in found.items() if not _is_nameless(field, found)}
    read = {place for several in places.values() for place in several}
    ranked_out = [cells[place].strip() for several in found.values() for _, place in several if place not in read]
    return Columns(number, places, cells, (*unread, *ranked_out))


def _is_nameless(field: str, found: Container[str]) -> bool:
    """Return whether a column is of a contact whose name stands in no column; a warning is never passed over."""
    part, colon, number = field.partition(":")
    return part in _CONTACT_PARTS.keys() - WARNINGS and not any(
        f"{name}{colon}{number}" in found for name in _CONTACT_NAMES
    )


def _field(heading: str, known: Mapping[str, tuple[str, int]]) -> tuple[str, int]:
    """Return the field that a heading means and its rank, with the number of a contact behind it, or "" and 0."""
    for written in (heading, _PLURAL.sub("s", heading)):  # "Forename(s)"
        if written in known:
            return known[written]
    number = NUMBERED.search(heading)
    field, rank = known.get(" ".join(NUMBERED.sub(" # ", heading).split()), ("", 0))
    return (f"{field}:{int(number.group())}", rank) if field and number else (field, rank)


def _places(field: str, ranked: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Return the columns of a field: every telephone number, but of other fields only the best heading's."""
    in_order = sorted(ranked) if not field.startswith("contact_phone") else sorted(ranked, key=lambda one: one[1])
    return tuple(place for _, place in (in_order if field.startswith("contact_phone") else in_order[:1]))


def _by_heading(kind: KindOfSheet) -> dict[str, tuple[str, int]]:
    known = {
        heading: (field, rank) for field, headings in kind.headings.items() for rank, heading in enumerate(headings)
    }
    for rank, prefix in enumerate(_CONTACT if kind.parts else ()):
        for name, parts in kind.parts.items():
            for part in parts:
                for before in (prefix, prefix.replace(" #", "")):
                    known.setdefault(f"{before} {part}".strip(), (name, rank))
    return known
