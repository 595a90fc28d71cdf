"""The people around a pupil in a row of a file: in columns of their own, numbered or not, or in lines of one cell."""

from collections.abc import Iterator

from models import names
from models.contacts.lines import ContactInput, read_people, read_person
from models.importing.cells import NO, YES, parse_yes
from models.importing.headings import WARNINGS
from models.importing.sheet import Row, Wrong, longest
from models.tables.contact import Contact, Side
from models.text import clean

# fmt: off
PROFESSIONALS = frozenset((
    "worker", "senco", "psychologist", "officer", "teacher", "tutor", "headteacher", "doctor", "nurse", "gp",
    "therapist", "counsellor", "school", "camhs", "social",
))
# fmt: on
LONGEST = {name: longest(getattr(Contact, name)) for name in ("name", "phone", "email", "prefers", "interpreter")}


def contacts_in(row: Row, wrong: Wrong) -> Iterator[ContactInput]:
    """Yield the contacts of a row, telling `wrong` of each cell that cannot be read."""
    for number in row.columns.contacts:
        contact = _contact(row, number, wrong)
        if contact is not None:
            yield contact
    lines = row.text("contacts")
    if lines:
        try:
            yield from read_people(lines.replace(";", "\n"))
        except ValueError as why:
            wrong(row, "contacts", str(why))


def _contact(row: Row, number: str, wrong: Wrong) -> ContactInput | None:
    phones = [clean(phone) for phone in row.all(f"contact_phone{number}")]
    email = clean(row.text(f"contact_email{number}")) or None
    name, relation = _name(row, number), clean(row.text(f"contact_relation{number}"))
    if not name:
        if phones or email or relation or _is_warned(row, number):
            wrong(row, f"contact_name{number}", "The name of the contact is missing.")
        return None
    side = Side.PROFESSIONAL if PROFESSIONALS & set(relation.casefold().split()) else Side.FAMILY
    try:
        person = read_person(", ".join(filter(None, (name, relation))), side)
    except ValueError as why:
        wrong(row, f"contact_name{number}", str(why))
        return None
    if person is None:
        return None
    others = f"Also {', '.join(phones[1:])}" if phones[1:] else None
    given = vars(person) | {"phone": next(iter(phones), person.phone), "email": email or person.email}
    given |= {"prefers": others, "interpreter": _interpreter(row, number) or person.interpreter}
    for part, most in LONGEST.items():
        if len(given[part] or "") > most:
            wrong(row, f"contact_{part}{number}", f"At most {most} characters.")
            return None
    return ContactInput(**given | _flags(row, number, person, wrong))


def _is_warned(row: Row, number: str) -> bool:
    """Return whether a cell may say that the contact must not be contacted or that the address is withheld."""
    said = (row.text(f"{field}{number}").casefold().strip(" .") for field in WARNINGS)
    return any(text and text not in NO for text in said)


def _name(row: Row, number: str) -> str:
    """Return a contact's name, forenames first, without a comma."""
    surname, forenames = row.text(f"contact_surname{number}"), row.text(f"contact_forenames{number}")
    if surname or forenames:
        return clean(f"{forenames} {surname}")
    text = clean(row.text(f"contact_name{number}"))
    return names.full_name(*names.split(text)) if text.count(",") == 1 else text


def _interpreter(row: Row, number: str) -> str | None:
    text = clean(row.text(f"contact_interpreter{number}"))
    return None if not text or text.casefold() in NO else "needed" if text.casefold() in YES else text


def _flags(row: Row, number: str, person: ContactInput, wrong: Wrong) -> dict[str, bool]:
    flags = {
        "parental_responsibility": "contact_responsibility",
        "do_not_contact": "contact_barred",
        "address_withheld": "contact_withheld",
    }
    found = {}
    for flag, field in flags.items():
        text = row.text(f"{field}{number}")
        try:
            found[flag] = getattr(person, flag) or (bool(text) and parse_yes(text))
        except ValueError as why:
            wrong(row, f"{field}{number}", str(why))
    return found
