"""Recording a planning meeting: who came, each barrier, the hopes, what helps and what was agreed."""

from datetime import date
from typing import Annotated, Self

from pydantic import model_validator

from bot.forms import Day, FieldError, Form, Page, Person, Pick, Text
from bot.forms.opening import Filled
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.slack import blocks
from models.meetings.actions import MOST_LETTERS, NewAction
from models.meetings.record import (
    BarrierFinding,
    Hopes,
    MeetingNotes,
    MeetingNotesPrefill,
    hold_meeting,
    meeting_notes_prefill,
)
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.duty import DutyKind

MOST_ACTIONS = 4
SURE = (
    ("suspected", "Suspected"),
    ("identified", "Identified"),
    ("not_a_concern", "Not a concern"),
    ("referrer_says", "Reported by the referrer only"),
)
NOT_YET_RECOGNISED = (("suspected", "Suspected, not yet recognised"), *SURE[1:])
SEEN_BY_ALL = "All staff can see this: no family details, and nothing about child protection."
SEEN_BY_FEW = "For the keyworker, teachers, the office, the SENCo, the DSL and Heads."
ONLY_A_CORRECTION = "Needed if you correct what a colleague saved, or what was saved more than ten minutes ago."
SHORT = "A few words, for the keyworker, teachers, the office, the SENCo, the DSL, Heads and whoever does it."

Status = BarrierStatus | None


def sure(barrier: str, options: tuple[tuple[str, str], ...] = SURE) -> Pick:
    """Return the field for how sure the meeting is of a barrier."""
    return Pick(f"{barrier}: how sure we are", options=options, placeholder="Not discussed")


def note(barrier: str, seen_by: str = SEEN_BY_ALL) -> Text:
    """Return the field for what was said about a barrier."""
    return Text(f"{barrier}: what was said", long=True, hint=seen_by)


def decided(barrier: str) -> Text:
    """Return the field for what was decided about a barrier."""
    return Text(f"{barrier}: what was decided", long=True, max_length=1000)


def agreed(number: int) -> Text:
    """Return the field for an agreed action."""
    return Text(f"Action {number}: what", max_length=MOST_LETTERS, hint=SHORT)


class MeetingNotesForm(Form):
    """The form for everything that a planning meeting found and agreed."""

    name = "meeting.hold"
    title = "Planning meeting"
    keep_draft = True

    on: Annotated[date, Day("Held on")]
    came: Annotated[str, Text("Who came", long=True, max_length=1000)]
    hopes_pupil: Annotated[str | None, Text("What the pupil hopes for", long=True, hint="In their own words")] = None
    hopes_parents: Annotated[str | None, Text("What the parents or carers hope for", long=True)] = None
    helps: Annotated[str | None, Text("What helps", long=True, hint="All staff can see this")] = None
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=ONLY_A_CORRECTION)] = None

    attendance_status: Annotated[Status, sure("Attendance")] = None
    attendance_note: Annotated[str | None, note("Attendance")] = None
    attendance_decided: Annotated[str | None, decided("Attendance")] = None
    learning_status: Annotated[Status, sure("Learning", NOT_YET_RECOGNISED)] = None
    learning_note: Annotated[str | None, note("Learning")] = None
    learning_decided: Annotated[str | None, decided("Learning")] = None
    behavioural_status: Annotated[Status, sure("Behaviour")] = None
    behavioural_note: Annotated[str | None, note("Behaviour")] = None
    behavioural_decided: Annotated[str | None, decided("Behaviour")] = None
    emotional_status: Annotated[Status, sure("Emotional or social")] = None
    emotional_note: Annotated[str | None, note("Emotional or social")] = None
    emotional_decided: Annotated[str | None, decided("Emotional or social")] = None
    medical_status: Annotated[Status, sure("Medical")] = None
    medical_note: Annotated[str | None, note("Medical", SEEN_BY_FEW)] = None
    medical_decided: Annotated[str | None, decided("Medical")] = None
    disengaged_status: Annotated[Status, sure("Disengagement")] = None
    disengaged_note: Annotated[str | None, note("Disengagement")] = None
    disengaged_decided: Annotated[str | None, decided("Disengagement")] = None

    what_1: Annotated[str | None, agreed(1)] = None
    who_1: Annotated[str | None, Person("Action 1: who")] = None
    by_1: Annotated[date | None, Day("Action 1: by when")] = None
    what_2: Annotated[str | None, agreed(2)] = None
    who_2: Annotated[str | None, Person("Action 2: who")] = None
    by_2: Annotated[date | None, Day("Action 2: by when")] = None
    what_3: Annotated[str | None, agreed(3)] = None
    who_3: Annotated[str | None, Person("Action 3: who")] = None
    by_3: Annotated[date | None, Day("Action 3: by when")] = None
    what_4: Annotated[str | None, agreed(4)] = None
    who_4: Annotated[str | None, Person("Action 4: who")] = None
    by_4: Annotated[date | None, Day("Action 4: by when")] = None

    pages = (
        Page("The meeting", "on", "came", "hopes_pupil", "hopes_parents", "helps", "changed"),
        Page(
            "Attendance and learning",
            *("attendance_status", "attendance_note", "attendance_decided"),
            *("learning_status", "learning_note", "learning_decided"),
        ),
        Page(
            "Behaviour and emotional needs",
            *("behavioural_status", "behavioural_note", "behavioural_decided"),
            *("emotional_status", "emotional_note", "emotional_decided"),
        ),
        Page(
            "Medical and previous schooling",
            *("medical_status", "medical_note", "medical_decided"),
            *("disengaged_status", "disengaged_note", "disengaged_decided"),
        ),
        Page("Agreed actions", "what_1", "who_1", "by_1", "what_2", "who_2", "by_2"),
        Page(
            "More actions",
            *("what_3", "who_3", "by_3", "what_4", "who_4", "by_4"),
            note="You can add more on the pupil's page",
        ),
    )

    @model_validator(mode="after")
    def an_action_is_whole(self) -> Self:
        """Refuse an action unless it says who does what by when, or is empty."""
        for number in range(1, MOST_ACTIONS + 1):
            parts = {name: getattr(self, f"{name}_{number}") for name in ("what", "who", "by")}
            missing = [name for name, part in parts.items() if part is None]
            if 0 < len(missing) < len(parts):
                raise FieldError(f"{missing[0]}_{number}", "Say who does what by when, or leave all three blank.")
        return self


async def offer(request: Request) -> None:
    """Open the form that records a planning meeting, booked or not, or corrects its record.

    Only a correction is filled in: what was booked or said before stands above the fields.
    """
    before = await request.change(meeting_notes_prefill, request.value)
    about = request.words("meetings/record.about", **vars(before))
    await request.open(
        MeetingNotesForm,
        values=record_of(before).values,
        version=before.version,
        context={"about": before.placement_id},
        lead=[blocks.context(about)],
    )


def record_of(before: MeetingNotesPrefill) -> Filled:
    """Return what the record says of a meeting that is corrected; nothing of a new one."""
    hopes = before.hopes
    said = {"hopes_pupil": hopes.pupil, "hopes_parents": hopes.parents, "helps": hopes.helps}
    return Filled({"on": before.on, "came": before.came} | said if before.is_correction else {})


async def save(request: Request) -> None:
    """Save what the meeting found, and end the duties to book and to hold the meeting."""
    form = await request.form(MeetingNotesForm)
    await request.save(form, hold_meeting, form.context["about"], given_of(form), form.version, form.changed)


def given_of(form: MeetingNotesForm) -> MeetingNotes:
    """Return what the form says as the input for `hold_meeting`."""
    barriers = {kind: barrier_of(form, kind) for kind in BarrierKind}
    actions = [one for number in range(1, MOST_ACTIONS + 1) if (one := action_of(form, number))]
    return MeetingNotes(form.on, form.came, Hopes(form.hopes_pupil, form.hopes_parents, form.helps), barriers, actions)


def barrier_of(form: MeetingNotesForm, kind: BarrierKind) -> BarrierFinding:
    """Return what the form says about one barrier."""
    return BarrierFinding(*(getattr(form, f"{kind}_{part}") for part in ("status", "note", "decided")))


def action_of(form: MeetingNotesForm, number: int) -> NewAction | None:
    """Return one of the form's actions; None if it was left empty."""
    what, who, by_when = (getattr(form, f"{part}_{number}") for part in ("what", "who", "by"))
    return NewAction(what, who, by_when, (f"who_{number}", f"by_{number}", f"what_{number}")) if what else None


CAPABILITY = Capability(
    "hold",
    actions={"meeting.hold": offer},
    duties={DutyKind.HOLD: DutyButton("meeting.hold", "Record the meeting", "Record the meeting")},
    refills={MeetingNotesForm: lambda change, about: record_of(meeting_notes_prefill(change, about))},
    forms={MeetingNotesForm: save},
)
