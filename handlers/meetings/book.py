"""The planning meeting: booking, changing and cancelling it, with invitations and a calendar file."""

from datetime import date, time
from functools import partial
from typing import Annotated

from bot.files.calendar_file import NAME, calendar_file
from bot.forms import Day, Form, People, Text, Time
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.upload import share_file
from bot.slack.words import Words
from models.meetings.book import (
    MeetingInput,
    MeetingPrefill,
    book_meeting,
    cancel_meeting,
    meeting_prefill,
    move_meeting,
    restore_meeting,
)
from models.meetings.invitation import CalendarEntry, MeetingState, calendar_entry, invitation
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message


class MeetingForm(Form):
    """The form for a planning meeting: when, where and with whom."""

    day: Annotated[date, Day("Day")]
    at: Annotated[time, Time("Time")]
    place: Annotated[str, Text("Place")]
    staff: Annotated[list[str], People("Staff to invite")] = []  # noqa: RUF012 - pydantic copies it
    others: Annotated[
        str | None, Text("Others invited", long=True, hint="Family and professionals: you need to tell them yourself.")
    ] = None


class BookForm(MeetingForm):
    """The form that books a planning meeting."""

    name = "meeting.book"
    title = "Book the meeting"
    submit = "Book and invite"
    keep_draft = True


class MoveForm(MeetingForm):
    """The form that changes a booked planning meeting."""

    name = "meeting.change"
    title = "Change the meeting"
    submit = "Save and tell staff"
    keep_draft = True


async def offer(request: Request) -> None:
    """Open the form that books a planning meeting, or changes a booked one."""
    known = await request.change(meeting_prefill, request.value)
    await request.open(
        MoveForm if known.meeting_id else BookForm,
        values={name: getattr(known, name) for name in ("day", "at", "place", "staff", "others")},
        version=known.version,
        context={"about": known.meeting_id or known.placement_id},
        lead=lead_of(known, request.words),
    )


async def book(request: Request) -> None:
    """Save the booking and invite the staff named in it."""
    form = await request.form(BookForm)
    await request.save(form, book_meeting, form.context["about"], given_of(form))


async def move(request: Request) -> None:
    """Save a changed meeting and tell the staff whom the change concerns."""
    form = await request.form(MoveForm)
    await request.save(form, move_meeting, form.context["about"], given_of(form), form.version)


async def cancel(request: Request) -> Answer | None:
    """Cancel a booked meeting, and show a button that undoes this in the place of the form."""
    meeting_id, words = request.value, request.words
    await request.press(cancel_meeting, meeting_id)
    undo = blocks.button("Undo", "meeting.restore", value=meeting_id)
    shown = notice(words("meetings/book.off_title"), words("meetings/book.off"), undo)
    return await request.replace(shown)


async def restore(request: Request) -> Answer | None:
    """Restore a cancelled meeting, and say so."""
    await request.press(restore_meeting, request.value)
    shown = notice(request.words("meetings/book.back_title"), request.words("meetings/book.back"))
    return await request.replace(shown)


async def hand_calendar_file(request: Request) -> Answer:
    """Log that the calendar file was taken, and send the file in the background: a slow press would be sent again."""
    entry = await request.change(calendar_entry, request.value)
    return Answer(afterwards=partial(send_calendar_file, request, entry))


async def send_calendar_file(request: Request, entry: CalendarEntry) -> None:
    """Send the calendar file to the person who asked, as a direct message."""
    title = request.words("meetings/invitation.file_title", reference=entry.reference)
    await share_file(request.client, str(request.actor.slack_id), NAME, title, calendar_file(entry))


def invitation_message(screen: Screen, message: Message) -> Post | None:
    """Render an invitation as the meeting is today; None if it was never sent and the meeting is not to come."""
    known = invitation(screen.read, message.about, message.to_id)
    if known is None or (known.state is not MeetingState.TO_COME and message.ts is None):
        return None
    shown = [blocks.section(screen.words(f"meetings/invitation.{known.state}", **vars(known)))]
    if known.state is MeetingState.TO_COME:
        shown.append(file_button(known.meeting_id))
    return Post(screen.words("meetings/invitation.preview"), shown)


def news_message(screen: Screen, message: Message) -> Post | None:
    """Tell a member of staff that a meeting was changed or cancelled, as it is today; None once it was held."""
    known = invitation(screen.read, message.about, message.to_id)
    if known is None or known.state is MeetingState.HELD:
        return None
    part = "changed" if known.state is MeetingState.TO_COME else known.state
    shown = [blocks.section(screen.words(f"meetings/invitation.{part}", **vars(known)))]
    if known.state is not MeetingState.NOT_NEEDED:
        shown.append(file_button(known.meeting_id))
    return Post(screen.words("meetings/invitation.news_preview"), shown)


def file_button(meeting_id: str) -> blocks.Block:
    """Return the button that sends the calendar file."""
    return blocks.actions(blocks.button("Calendar file", "meeting.file", value=meeting_id))


def lead_of(known: MeetingPrefill, words: Words) -> list[blocks.Block]:
    """Return the pupil's name and, for a booked meeting, the buttons for its calendar file and to cancel it."""
    about = blocks.context(words("meetings/book.about", first_name=known.first_name, reference=known.reference))
    if known.meeting_id is None:
        return [about]
    label = words("meetings/book.cancel")
    sure = blocks.confirm(label, words("meetings/book.sure"), yes="Cancel the meeting", no="Keep it", style="danger")
    off = blocks.button(label, "meeting.cancel", value=known.meeting_id, style="danger", confirm=sure)
    return [
        about,
        blocks.actions(blocks.button("Send me the calendar file", "meeting.file", value=known.meeting_id), off),
    ]


def given_of(form: MeetingForm) -> MeetingInput:
    """Return what the form says as the input for `book_meeting` and `move_meeting`."""
    return MeetingInput(form.day, form.at, form.place, tuple(form.staff), form.others)


CAPABILITY = Capability(
    "meeting",
    actions={
        "meeting.book": offer,
        "meeting.change": offer,
        "meeting.cancel": cancel,
        "meeting.restore": restore,
        "meeting.file": hand_calendar_file,
    },
    duties={DutyKind.BOOK: DutyButton("meeting.book", "Book the meeting", "Book the meeting")},
    forms={BookForm: book, MoveForm: move},
    messages={"meeting.invitation": invitation_message, "meeting.news": news_message},
)
