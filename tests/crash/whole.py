"""What is there whole or not at all, however the bot dies: a file of pupils, and a pupil who leaves."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.workspace import Client, Workspace
from models.change import Change
from models.duties.kinds import OF_LEAVING
from models.permission import Role
from models.referrals.refer import NewReferral, refer
from models.tables.audit import Audit
from models.tables.contact import Contact
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Leaving
from models.tables.placement import Placement, Registration
from models.tables.pupil import Pupil
from models.tables.referral import Referral
from models.tables.staff import by_slack_id
from tests.raw import Raw

IMPORTER, KEYWORKER = "dan", "sue"
LEAVERS, IN_A_FILE = 8, 12
MOVED = "Nothing was saved"
HEADINGS = "Surname,Forename,DOB,Enrolment Status,Admission Date,Contact 1 Name,Contact 1 Phone"
TRIED_FOR = 20.0  # seconds in which a bot that was not killed has saved a file, however busy the machine


@dataclass
class Whole:
    """Has files imported and pupils leave, and remembers what people were told."""

    slack: Workspace
    client: Client
    random: Random
    leavers: list[str]
    last_day: date
    files: dict[str, bool] = field(default_factory=dict)
    left: dict[str, bool] = field(default_factory=dict)
    leaving: str | None = None

    async def prepare(self) -> None:
        """Have a file checked, and the form for a leaver filled in."""
        name = "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=12)).capitalize()
        await self.client.command("/halfterm", by=IMPORTER)
        await self.client.click("Import", by=IMPORTER)
        await self.client.submit(by=IMPORTER, files=[("pupils.csv", a_file(name, self.last_day))])
        await self.client.close(by=IMPORTER, everything=True)
        if await self._says("Nothing is saved yet"):
            self.files[name] = False
        if self.leaving is None and self.leavers:
            self.leaving = self.leavers.pop()
            await Raw(self.slack).press("leave.open", self.leaving, user=f"U{KEYWORKER.upper()}")
            said = {"last_day": self.last_day, "why_they_leave": "Another reason", "where_to": "Not known"}
            await self.client.fill(by=KEYWORKER, **said)

    async def go(self) -> None:
        """Press the button of the file and send the form, while the bot may die."""
        await asyncio.gather(self._import(), self.leave())

    async def leave(self) -> None:
        """Send the form for the leaver, and once more if nobody answered."""
        user = f"U{KEYWORKER.upper()}"
        if self.leaving is None or not self.slack.modals(user):
            return
        outcome = await self.slack.submit(user, self.slack.modals(user)[-1]["id"])
        if outcome.ok and not outcome.errors:
            self.left[self.leaving], self.leaving = True, None

    async def _import(self) -> None:
        said: str | None = MOVED
        while said == MOVED:
            try:
                await self.client.click(f"Import {IN_A_FILE} pupils", by=IMPORTER, to=IMPORTER)
            except AssertionError:  # the bot is dead, and so is the button
                return
            said = await self._says("Imported", MOVED)
        if self.files and said == "Imported":
            self.files[list(self.files)[-1]] = True

    async def _says(self, *words: str) -> str | None:
        """Return which of these the last message about an import comes to say, before the bot dies."""
        for _ in range(int(TRIED_FOR / 0.05)):
            told = [one.plain for one in self.client.direct_messages(to=IMPORTER) if one.text.startswith("Import")]
            found = next((each for each in words if told and each in told[-1]), None)
            if found or not self.slack.link.connections:
                return found
            await asyncio.sleep(0.05)
        return None


def count(session: Session, known: Whole) -> tuple[int, int]:
    """Return how many files or leavings are lost though people were told of them, and how many are half there."""
    pupils = Counter(session.scalars(select(Pupil.surname)))
    rows = select(Pupil.surname, Placement.id).join(Placement, Placement.pupil_id == Pupil.id)
    stays = {row.id: row.surname for row in session.execute(rows)}
    parts = [
        Counter(stays[one] for one in session.scalars(select(Referral.placement_id))),
        Counter(stays[one] for one in session.scalars(select(Audit.thing_id).where(Audit.verb == "pupil:import"))),
        Counter(stays[one] for one in session.scalars(select(Duty.placement_id).where(Duty.kind == DutyKind.PROFILE))),
        Counter(session.scalars(select(Pupil.surname).join(Contact, Contact.pupil_id == Pupil.id))),
    ]
    is_whole = {name: all(each[name] == pupils[name] for each in parts) for name in known.files}
    lost = sum(is_told and pupils[name] != IN_A_FILE for name, is_told in known.files.items())
    half = sum(pupils[name] not in (0, IN_A_FILE) or not is_whole[name] for name in known.files)
    gone = set(session.scalars(select(Leaving.placement_id)))
    ends = {one.id for one in session.scalars(select(Placement).where(Placement.left_on.is_not(None)))}
    owing = set(session.scalars(select(Duty.placement_id).where(Duty.kind.in_(OF_LEAVING), Duty.done_on.is_(None))))
    lost += sum(is_told and one not in gone for one, is_told in known.left.items())
    return lost, half + len(gone ^ ends) + len(gone ^ owing)


def a_file(surname: str, entered: date) -> str:
    """Return a file of pupils who share a surname, each with a contact."""
    first = date(2009, 1, 1)
    born = (f"{first + timedelta(days=40 * n):%d/%m/%Y}" for n in range(IN_A_FILE))
    rows = (f"{surname},Kai,{day},C,{entered:%d/%m/%Y},Jo Reed,07700 900123" for day in born)
    return "\n".join((HEADINGS, *rows))


def open_whole(change: Change) -> tuple[list[str], date]:
    """Give the two their parts, and return the placements of pupils who can leave, and on which day."""
    for handle in (IMPORTER, KEYWORKER):
        staff = by_slack_id(change.session, f"U{handle.upper()}")
        assert staff is not None
        staff.role = Role.ADMINISTRATOR
    names = [f"Leaver{n} Leaving{n}" for n in range(LEAVERS)]
    given = [
        NewReferral(name, date(2010, 1, 1 + n), "Northbrook", Registration.SINGLE, "Out of school")
        for n, name in enumerate(names)
    ]
    return [refer(change, one) for one in given], change.calendar.on_or_after(change.today)
