"""The invented school of the local workspace: its term dates, its people and the weeks that it has behind it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.demo.people import COLLEAGUES, STAFF, Colleague
from bot.demo.story import FIRST_DAY, Story
from bot.demo.timeline import Timeline
from bot.runtime.database import Database
from bot.workspace import Person, Room
from models.actor import SYSTEM
from models.administration.settings import choose_channel, set_term_dates
from models.change import Change
from models.school.term_dates import parse_term_dates
from models.tables.message import Message, MessageState
from models.tables.staff import Staff

# The first Monday after a half-term, whatever today is: two half-terms of teaching and reviews lie behind it.
OPENS = datetime(2027, 2, 22, 8, 20)  # noqa: DTZ001 - the zone is the school's
TERM_DATES = """1 Sep 2026 - 23 Oct 2026
2 Nov 2026 - 18 Dec 2026
4 Jan 2027 - 12 Feb 2027
22 Feb 2027 - 25 Mar 2027
12 Apr 2027 - 28 May 2027
7 Jun 2027 - 21 Jul 2027
INSET 1 Sep 2026, 23 Oct 2026, 4 Dec 2026, 28 May 2027, 7 Jun 2027
Closed Thu 6 May 2027"""  # on the day of the local elections the hall is a polling station
CHANNEL = "GALLOCATIONS"
MOST_SECONDS = 30.0


def people() -> list[Person]:
    """Return everybody in the school's Slack, for the page to act as."""
    return [_person(colleague) for colleague in COLLEAGUES]


def rooms() -> list[Room]:
    """Return the staff's private channel, one that everybody is in, and one shared with another organisation."""
    staff = [colleague.slack_id for colleague in STAFF]
    everybody = [colleague.slack_id for colleague in COLLEAGUES]
    return [
        Room(CHANNEL, "allocations", members=staff),
        Room("CGENERAL", "general", is_private=False, members=everybody),
        Room("GPARTNERS", "partners", members=everybody, is_ext_shared=True),
    ]


def opens_at(zone: ZoneInfo) -> datetime:
    """Return the moment at which the local workspace begins."""
    return OPENS.replace(tzinfo=zone)


def fill(database: Database, zone: ZoneInfo, *, few: bool = False) -> None:
    """Tell the whole story into an empty database, through the changes that staff would have made.

    With `few`, tell it of two pupils, for what needs pages and no school.
    """
    with database.writing(MOST_SECONDS) as session:
        open_school(Change(session, SYSTEM, datetime.combine(FIRST_DAY, time(8), tzinfo=zone), zone))
        Story(Timeline(session, zone), OPENS.date()).tell(few=few)
        let_the_past_rest(session, datetime.combine(OPENS, time(0), tzinfo=zone))
        session.commit()


def open_school(change: Change) -> None:
    """Enter staff, term dates and channel, as a Head would have done."""
    for minutes, colleague in enumerate(STAFF):  # the first is the Head who gets what nobody owns
        change.add(_staff(colleague, change.now + timedelta(minutes=minutes)))
    set_term_dates(change, parse_term_dates(TERM_DATES))
    choose_channel(change, CHANNEL)


def let_the_past_rest(session: Session, morning: datetime) -> None:
    """Cancel the messages of the weeks before, which have been read: only this morning's go out."""
    old = update(Message).where(Message.added_at < morning, Message.state == MessageState.PENDING)
    session.execute(old.values(state=MessageState.CANCELLED))


def _person(colleague: Colleague) -> Person:
    return Person(
        colleague.slack_id, colleague.handle, colleague.name, is_restricted=colleague.guest, about=colleague.about
    )


def _staff(colleague: Colleague, now: datetime) -> Staff:
    assert colleague.role is not None  # noqa: S101 - STAFF holds no others
    return Staff(
        slack_id=colleague.slack_id,
        name=colleague.name,
        role=colleague.role,
        senco=colleague.senco,
        dsl=colleague.dsl,
        subjects=list(colleague.subjects),
        added_at=now,
    )
