"""What happens in school at the invented school, subject by subject and with the family, up to the last school day."""

from datetime import date, time

from sqlalchemy import select

from bot.demo.people import STAFF
from bot.demo.stays import Talk, Taught
from bot.demo.steps import Held, Scales
from bot.demo.timeline import Moment, Storyline
from models.attempts.log import NewAttempt, log_attempt
from models.change import Change
from models.documents.given import GivenInput, Recipient, give_document
from models.duties.owed_words import ENOUGH_DAYS
from models.permission import Role
from models.reviews.ask_pupil import PupilAnswer, save_pupil_half
from models.reviews.commissioner import ViewInput, save_view
from models.reviews.due_date import review_due
from models.reviews.family import save_family_review
from models.reviews.pupil_half import owed_pupil_half
from models.reviews.save import Formality, ReviewInput
from models.school.calendar import Calendar, moved
from models.tables.contact import Contact, Outcome, Reason, Way
from models.tables.document import DocumentKind
from models.tables.placement import Placement
from models.tables.review import FAMILY, ViewOutcome
from models.topic import Topic

AT_LUNCH, AFTER_SCHOOL, IN_THE_EVENING = time(12, 30), time(15, 30), time(16, 30)
FIRST_WEEK = 3  # school days
# Ann was ill in the last week of the half-term, so she held her reviews at least five school days early.
AWAY = {"ann": 5}


def teacher_of(pupil: Taught, subject: str) -> str:
    """Return the handle of a subject's teacher: the keyworker if it is theirs, else a teacher before other staff."""
    able = [one for one in STAFF if subject in one.subjects]
    by_rank = sorted(able, key=lambda one: (one.handle != pupil.keyworker, one.role is not Role.TEACHER))
    return by_rank[0].handle


def course(pupil: Taught, placement_id: str, subject: str, scales: Scales, calendar: Calendar) -> Storyline:
    """Tell what happens in a subject from the first day on."""
    teacher, day, held = teacher_of(pupil, subject), pupil.starts, None
    for step in pupil.courses[subject]:
        if step.after is None:
            early = spread(pupil.name + subject, AWAY.get(teacher, 0)) if step.before is None else step.before
            is_due = due(pupil, calendar, held)
            late = step.late if isinstance(step, Held) else 0
            day = held = calendar.add_school_days(is_due, late) if late else back(calendar, is_due, early)
        else:
            day = calendar.add_school_days(day, step.after)
        change = yield Moment(day, teacher, AFTER_SCHOOL)
        step.happen(change, Topic(placement_id, subject), scales)


def talks(pupil: Taught, placement_id: str, calendar: Calendar, today: date) -> Storyline:
    """Tell the family reviews: held, or where no talk is given, declined or closed by two calls without an answer."""
    is_due, said = due(pupil, calendar), list(pupil.home.talks)
    while is_due < today:
        day = back(calendar, is_due, spread(pupil.name))
        following = due(pupil, calendar, day)
        if pupil.waits and following >= today:
            return
        if said:
            change = yield Moment(day, pupil.keyworker, IN_THE_EVENING)
            save_family_review(change, Topic(placement_id, FAMILY), _view(pupil, said.pop(0), day))
            give_document(change, placement_id, GivenInput(DocumentKind.CARD, Recipient.PUPIL, None, day, Way.MEETING))
        else:
            for on, outcome in _calls(pupil, calendar, day):
                ring((yield Moment(on, pupil.keyworker, AT_LUNCH)), placement_id, outcome, reason=Reason.REVIEW)
            ask_alone((yield Moment(day, pupil.keyworker, AFTER_SCHOOL)), placement_id, pupil.home.alone)
        ask_commissioner((yield Moment(day, pupil.keyworker, IN_THE_EVENING)), placement_id, pupil)
        is_due = following


def ask_commissioner(change: Change, placement_id: str, pupil: Taught) -> None:
    """Record what the commissioner says of a pupil, or that they did not answer the first call."""
    if pupil.home.talks:
        given = ViewInput(ViewOutcome.GIVEN, change.today, "By email", "Agrees with the next step.")
    else:
        given = ViewInput(ViewOutcome.NO_ANSWER, change.today)
    save_view(change, placement_id, given)


def ask_alone(change: Change, placement_id: str, view: str | None) -> None:
    """Ask the pupil whose parents were not heard; one who does not want to is asked again in ten school days."""
    half = owed_pupil_half(change, change.get(Placement, placement_id))
    again = None if view else change.calendar.add_school_days(change.today, ENOUGH_DAYS)
    if half is not None:
        save_pupil_half(change, half.id, PupilAnswer(change.today, view, None, again))


def _calls(pupil: Taught, calendar: Calendar, day: date) -> tuple[tuple[date, Outcome], ...]:
    """Return the calls that end a family review without words, with the day of each."""
    if pupil.home.declines:
        return ((day, Outcome.REFUSED),)
    return (back(calendar, day, 1), Outcome.NO_ANSWER), (day, Outcome.MESSAGE_LEFT)


def due(pupil: Taught, calendar: Calendar, held: date | None = None) -> date:
    """Return when the next formal review is due; date.max if the pupil leaves before it."""
    return review_due(calendar, pupil.starts, held, pupil.leaves.on if pupil.leaves else None) or date.max


def good_news(pupil: Taught, placement_id: str, calendar: Calendar, today: date) -> Storyline:
    """Tell the call with good news in the first week, where the family can be reached."""
    day = calendar.add_school_days(pupil.starts, FIRST_WEEK)
    if pupil.home.talks and day < today:
        ring((yield Moment(day, pupil.keyworker, AFTER_SCHOOL)), placement_id, Outcome.SPOKE, reason=Reason.GOOD_NEWS)


def ring(
    change: Change, placement_id: str, outcome: Outcome, said: str | None = None, *, reason: Reason = Reason.STEP
) -> None:
    """Log a call to the family."""
    contacts = select(Contact.id).join(Placement, Placement.pupil_id == Contact.pupil_id)
    contact_id = change.session.scalars(contacts.where(Placement.id == placement_id, ~Contact.deceased)).first() or ""
    log_attempt(change, placement_id, NewAttempt(contact_id, Way.CALL, outcome, change.today, said, reason))


def back(calendar: Calendar, day: date, days: int) -> date:
    """Return the pupil day that is this many school days before."""
    day = calendar.on_or_before(day)
    for _ in range(days):
        day = calendar.on_or_before(moved(day, -1))
    return day


def spread(text: str, least: int = 0) -> int:
    """Return how many days before its due date a review is held, so that not everything is held on one day."""
    return least + sum(map(ord, text)) % (ENOUGH_DAYS - 1 - least)


def _view(pupil: Taught, talk: Talk, on: date) -> ReviewInput:
    return ReviewInput(
        on,
        Formality.FORMAL,
        talk.next_step,
        pupil_took_part=True,
        parents_took_part=True,
        pupil_view=talk.pupil,
        parent_view=talk.parents,
        hopes_pupil=pupil.home.hopes_pupil,
        hopes_parents=pupil.home.hopes_parents,
    )
