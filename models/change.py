"""Read and Change: what a rule is given (session, actor, time, calendar) and the verbs that it uses."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.actor import Actor
from models.errors import Absent, Conflict, Denied
from models.permission import Permission, Relation
from models.rights import refusal_reason
from models.school.calendar import Calendar
from models.school.settings import School, read_school
from models.tables.audit import Audit
from models.tables.base import Base, Row, find_row
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.meeting import PlanningMeeting
from models.tables.message import HOME, Message, MessagePupil, refresh_live
from models.tables.placement import Placement, Teaching
from models.tables.plans.plan import SupportPlan
from models.tables.pupil import Pupil
from models.tables.staff import Staff

FOR_EVER, UNDO_FOR = datetime(9999, 1, 1, tzinfo=UTC), timedelta(minutes=10)
Root = Pupil | Placement | PlanningMeeting | Staff | SupportPlan  # what has a version


class Read:
    """A transaction that only reads, for one actor at one moment of school time."""

    def __init__(
        self, session: Session, actor: Actor, now: datetime, zone: ZoneInfo, school: School | None = None
    ) -> None:
        """Start a read. Pass `school` where the settings have been read already."""
        self.session, self.actor = session, actor
        self.now, self.zone = now, zone
        self._school = school
        self._teaches: Callable[[str, str], bool] = cache(partial(_teaches, session))  # once for all of a page

    @property
    def today(self) -> date:
        """The date at the school."""
        return self.now.astimezone(self.zone).date()

    @property
    def school(self) -> School:
        """The settings as this transaction sees them, read when they are first needed."""
        if self._school is None:
            self._school = read_school(self.session)
        return self._school

    @property
    def calendar(self) -> Calendar:
        """The calendar of the school's terms and holidays."""
        return self.school.calendar

    @cached_property
    def staff(self) -> Staff:
        """The member of staff who acts. Raises Absent for the system and for people who are not on the staff."""
        staff = self.session.get(Staff, self.actor.staff_id) if self.actor.staff_id else None
        if staff is None:
            raise Absent
        return staff

    def undo_until(self, saved_at: datetime) -> datetime | None:
        """Return until when something saved at this time can be undone, or None if it is too late."""
        until = saved_at + UNDO_FOR
        return until if self.now <= until else None

    def get(self, kind: type[Row], row_id: str | None) -> Row:
        """Return the row with this id. Raises Absent if there is none."""
        row = self.session.get(kind, row_id) if row_id else None
        if row is None:
            raise Absent
        return row

    def relation(self, placement: Placement | None = None, *, own: bool = False) -> Relation:
        """Return the actor's relation to a placement; `own` says that the thing in question is the actor's own."""
        if (me := self.actor.staff_id) is None:
            return Relation(None, system=self.actor.is_system)
        return self.staff.relation(
            keyworker=placement is not None and placement.keyworker_id == me,
            teacher=placement is not None and self._teaches(me, placement.id),
            own=own,
        )

    def refusal_reason(
        self, permission: Permission, placement: Placement | None = None, *, own: bool = False
    ) -> str | None:
        """Return why the actor may not do this, in words for the screen, or None if they may."""
        return refusal_reason(permission, self.relation(placement, own=own))

    def may(self, permission: Permission, placement: Placement | None = None, *, own: bool = False) -> bool:
        """Return whether the actor may do this."""
        return self.refusal_reason(permission, placement, own=own) is None

    def require(self, permission: Permission, placement: Placement | None = None, *, own: bool = False) -> None:
        """Refuse what the actor may not do. Raises Denied with the reason."""
        reason = self.refusal_reason(permission, placement, own=own)
        if reason is not None:
            raise Denied(reason, permission, placement.pupil_id if placement else None)


class Change(Read):
    """A transaction that writes, for one actor at one moment. It is saved whole or not at all, and may be run again.

    The caller must call `refresh_screens` before the commit. `pupils` are those whom its audit names so far.
    """

    def __init__(
        self, session: Session, actor: Actor, now: datetime, zone: ZoneInfo, school: School | None = None
    ) -> None:
        super().__init__(session, actor, now, zone, school)
        self.has_messages = False
        self._teaches = partial(_teaches, session)  # asked each time, since a change may give other teachers
        self._owners: set[str | None] = set()
        self.pupils: set[str] = set()

    def forget_school(self) -> None:
        """Forget the settings, so that they are read again after this change has written them."""
        self._school = None

    def add(self, row: Row) -> Row:
        """Add the row to the session and flush, so that it has an id."""
        self.session.add(row)
        self.session.flush()
        return row

    def touch(self, root: Root, expected_version: int | None = None) -> None:
        """Raise the version of the root by one. Raises Conflict if the form was opened on another version."""
        if expected_version is not None and root.version != expected_version:
            raise self.edit_conflict(root.id)
        root.version += 1

    def record(self, verb: str, thing: Base, *, pupil_id: str | None = None, why: str | None = None) -> None:
        """Write a line of audit, `thing:verb`, in ids and codes only. Each Home that shows the pupil is refreshed."""
        line = Audit(at=self.now, actor_id=self.actor.staff_id, verb=verb, pupil_id=pupil_id, why=why)
        line.thing, line.thing_id = thing.__tablename__, thing.id
        self.session.add(line)
        if pupil_id is not None:
            self.pupils.add(pupil_id)

    def owe(
        self,
        kind: DutyKind,
        placement: Placement | None,
        owner: Staff,
        due_on: date,
        *,
        since: date | None = None,
        days: int | None = None,
        about: str = "",
        what: str | None = None,
    ) -> Duty:
        """Open a duty, or update the open one; `since` and `days` let changed term dates recount its due date."""
        placement_id = placement.id if placement else None
        duty = open_duty(self.session, kind, placement_id, about)
        if duty is None:
            duty = Duty(kind=kind, placement_id=placement_id, about=about, owner_id=owner.id, added_at=self.now)
        duty.pass_to(owner.id, self.today)
        duty.due_on, duty.since, duty.days, duty.what = due_on, since, days, what
        self.add(duty)
        self.refresh(owner.id)
        return duty

    def finish(
        self,
        kind: DutyKind,
        placement: Placement | None,
        *,
        ending: Ending = Ending.DONE,
        about: str = "",
        on: date | None = None,
    ) -> Duty | None:
        """Close the open duty of this kind and return it, or return None if there is none. For `on`, see close_duty."""
        duty = open_duty(self.session, kind, placement.id if placement else None, about)
        if duty is not None:
            self.close_duty(duty, ending, on)
        return duty

    def close_duty(self, duty: Duty, ending: Ending = Ending.DONE, on: date | None = None) -> None:
        """Close a duty on the day of the fact that ends it (else today), and refresh the screens that show it."""
        seen_by = (duty.owner_id, duty.offered_to_id)
        duty.done_on, duty.ending, duty.offered_to_id = on or self.today, ending, None
        self.refresh(*seen_by)

    def say(
        self,
        kind: str,
        to: Staff | None,
        *,
        about: str = "",
        pupils: Iterable[str | None] = (),
        key: str | None = None,
        thread_of: Message | None = None,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        live_until: datetime | None = None,
    ) -> Message:
        """Queue a message, to be sent after the commit, to a member of staff or (None) to the staff channel.

        If a message with this `key` exists, it is updated instead. After `not_after` it is no longer posted. Until
        `live_until` it is kept up to date with what is owed: by all in the channel, by its recipient elsewhere.
        """
        self.has_messages = True
        if (message := find_row(self.session, Message, key=key) if key else None) is not None:
            message.request_update(not_after)
            return message
        message = self.add(
            Message(
                kind=kind,
                to_id=to.id if to else None,
                owner_id=to.id if to else None,
                about=about,
                key=key,
                thread_of_id=thread_of.id if thread_of else None,
                not_before=not_before,
                not_after=not_after,
                live_until=live_until,
                added_at=self.now,
            )
        )
        self.session.add_all(MessagePupil(message_id=message.id, pupil_id=pupil) for pupil in pupils if pupil)
        return message

    def refresh(self, *owner_ids: str | None) -> None:
        """Have the live messages of the channel, and those of these owners, updated when the change commits."""
        self._owners.update((None, *owner_ids))

    def show_home(self, staff: Staff, placement: Placement | None, table: dict[str, Any] | None = None) -> None:
        """Show a pupil in the App Home of a member of staff, or else the table of all pupils, or their duties."""
        staff.home_shows, staff.home_table = placement.id if placement else None, table
        home = self.say(HOME, staff, key=f"home:{staff.id}", live_until=FOR_EVER)
        home.about = placement.pupil_id if placement else ""

    def refresh_screens(self) -> None:
        """Request an update of every live message and every App Home that this change affects."""
        if not self._owners and not self.pupils:
            return
        self.has_messages = True
        refresh_live(self.session, self.now, self.actor.staff_id, self._owners, self.pupils)

    def edit_conflict(self, *ids: str) -> Conflict:
        """Return a Conflict that names the last person to change one of these rows; views do not count."""
        lines = select(Staff.name).join(Audit, Audit.actor_id == Staff.id).where(Audit.thing_id.in_(ids))
        changes = lines.where(Audit.verb.not_like("%view"))
        return Conflict(self.session.scalar(changes.order_by(Audit.at.desc()).limit(1)) or "Someone")


def _teaches(session: Session, staff_id: str, placement_id: str) -> bool:
    return find_row(session, Teaching, staff_id=staff_id, placement_id=placement_id) is not None


def own_undo_until(read: Read, by_id: str | None, saved_at: datetime) -> datetime | None:
    """Return until when the actor can undo what they saved themselves; None if it is too late or not theirs."""
    return read.undo_until(saved_at) if by_id == read.actor.staff_id else None
