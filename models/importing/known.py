"""The pupils who are held, as an import compares its rows with them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from models import names
from models.change import Read
from models.importing.pupils import PupilRow
from models.school.calendar import in_full
from models.tables.base import Base
from models.tables.contact import Contact
from models.tables.correction import Correction, plain_value
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import Departure, Leaving
from models.tables.placement import AttendanceWeek, Placement, current
from models.tables.pupil import Pupil
from models.tables.result import Result
from models.tables.staff import Staff
from models.text import folded

# A pupil who is here: what a file can change, and what only the pupil's page does since other things follow from it.
OF_PUPIL = ("forenames", "surname", "preferred_name", "born_on", "upn")
OF_PLACEMENT = ("home_school", "registration", "sen", "looked_after", "medical_need", "type", "excluded_on")
SET_ONCE = ("first_day", "in_school_on", "left_on", "attendance")
OF_CONTACT = ("relation", "phone", "email", "parental_responsibility", "do_not_contact", "address_withheld")

STAYS = "It was put right here, and the file still says what it was. Put it right in your school system, too."
BY_FILE = "Changed by an imported file"
Mended = tuple[dict[str, Any], dict[str, Any]]  # what a row said before and after
COUNTED = (Pupil, Placement, Result, AttendanceWeek, Staff)


def state(read: Read) -> tuple[int, ...]:
    """Return numbers that differ once a pupil, a placement, a result, a week or a member of staff has come or gone.

    They are how many rows the COUNTED tables hold, and how many colleagues have left.
    """
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in COUNTED]
    gone = select(func.count()).where(Staff.left_at.is_not(None)).scalar_subquery()
    return tuple(read.session.execute(select(*counts, gone)).one())


@dataclass(frozen=True)
class Over:
    """How a placement ended: `on` is the last day or, of a referral that came to nothing, the day of that."""

    left_on: date
    how: Departure
    on: date

    @property
    def how_it_ended(self) -> str:
        """The same for the middle of a sentence."""
        what = "they left" if self.how is Departure.LEFT else f"their referral was {self.how}"
        return f"{what} on {in_full(self.on)}"


class Known:
    """Every pupil who is held, by UPN and by name and date of birth; merged records lead to the one that was kept."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.pupils: dict[str, Any] = {}
        self.by_upn: dict[str, str] = {}
        self.by_identity: dict[tuple[str, date], set[str]] = {}
        self._born_on: dict[date, list[str]] = {}
        self._put_right = put_right(read, Pupil, Placement, Contact)
        columns = [getattr(Pupil, name) for name in ("id", *OF_PUPIL, "former_upn", "merged_into_id", "version")]
        for row in read.session.execute(select(*columns)):
            root = row.merged_into_id or row.id
            self.pupils[row.id] = row
            self.by_upn |= {upn: root for upn in (row.upn, row.former_upn) if upn}
            for said in (row._asdict(), *(before for before, _ in self._put_right.get(row.id, ()))):
                identity = folded(f"{said['forenames']} {said['surname']}"), _day(said["born_on"])
                self.by_identity.setdefault(identity, set()).add(root)
            self._born_on.setdefault(row.born_on, []).append(row.id)
        self.placements = self._placements() if self.pupils else {}
        self.started = self._started() if self.pupils else {}
        self.over = self._over() if self.pupils else {}
        self.contacts = self._contacts() if self.pupils else {}

    def is_put_right(self, thing_id: str, name: str, value: object) -> bool:
        """Return whether a person has put right what a file still says of a row."""
        said = plain_value(value)
        return any(before.get(name) == said != after.get(name) for before, after in self._put_right.get(thing_id, ()))

    def near(self, row: PupilRow) -> list[str]:
        """Return the ids of pupils born on the same day whose name is nearly the same."""
        born = [self.pupils[pupil_id] for pupil_id in self._born_on.get(row.born_on, ())]
        name = f"{row.forenames} {row.surname}"
        near = {one.merged_into_id or one.id for one in born if names.is_near(name, f"{one.forenames} {one.surname}")}
        return sorted(near)

    def _placements(self) -> dict[str, Any]:
        columns = [getattr(Placement, name) for name in ("id", "pupil_id", "version", *OF_PLACEMENT, *SET_ONCE)]
        here = select(*columns).where(current(self._read.today)).order_by(Placement.added_at)
        return {row.pupil_id: row for row in self._read.session.execute(here)}

    def _started(self) -> dict[str, date]:
        """Return the full-time start that ended what an exclusion owed, by placement."""
        rows = select(Placement.id, Placement.full_time_on).join(Duty, Duty.placement_id == Placement.id)
        rows = rows.where(
            Duty.kind == DutyKind.PROVIDE, Duty.ending == Ending.DONE, Placement.full_time_on.is_not(None)
        )
        return {placement_id: on for placement_id, on in self._read.session.execute(rows) if on}

    def _over(self) -> dict[str, Over]:
        """Return how the latest placement that is over ended, by pupil."""
        rows = select(Placement.pupil_id, Placement.left_on, Leaving.how, Leaving.on)
        rows = rows.outerjoin(Leaving, Leaving.placement_id == Placement.id).where(Placement.left_on < self._read.today)
        over = self._read.session.execute(rows.order_by(Placement.left_on))
        return {row.pupil_id: Over(row.left_on, row.how or Departure.LEFT, row.on or row.left_on) for row in over}

    def _contacts(self) -> dict[str, dict[str, Any]]:
        columns = [getattr(Contact, name) for name in ("id", "pupil_id", "name", "removed_at", *OF_CONTACT)]
        found: dict[str, dict[str, Any]] = {}
        rows = self._read.session.execute(select(*columns).order_by(Contact.removed_at.is_not(None))).all()
        for row in rows:
            found.setdefault(row.pupil_id, {}).setdefault(folded(row.name), row)
        for row in rows:
            for before, _ in self._put_right.get(row.id, ()):
                found[row.pupil_id].setdefault(folded(before["name"]), row)
        return found


def put_right(read: Read, *tables: type[Base]) -> dict[str, list[Mended]]:
    """Return what rows said before and after people, not files, put them right, by the id of the row."""
    columns = (Correction.thing_id, Correction.before, Correction.after)
    by_people = or_(Correction.why.is_(None), Correction.why != BY_FILE)
    rows = select(*columns).where(
        Correction.thing.in_([table.__tablename__ for table in tables]), Correction.undone.is_(False), by_people
    )
    found: dict[str, list[Mended]] = {}
    for row in read.session.execute(rows.order_by(Correction.at)):
        found.setdefault(row.thing_id, []).append((row.before, row.after or {}))
    return found


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
