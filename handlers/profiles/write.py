"""Writing a learning profile: one form for each part, and each saves by itself."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from bot.forms import Day, Form, Page, Pick, Text
from bot.forms.opening import Opening
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from handlers.profiles.shown import profile_view
from models.profiles.headings import PARTS, ProfilePart
from models.profiles.shown import view_profile
from models.profiles.write import PartInput, PartPrefill, part_prefill, save_part
from models.tables.duty import DutyKind
from models.tables.profile import Voice

FOR_ALL = "All staff can see this: no health or family details."
FOR_FEW = "For the keyworker, teachers, the office, the SENCo, the DSL and Heads."
WHOSE = "Needed for what you write or change. Parents' own words are only for those who work with the pupil."
ASKED = "About what is blank and was asked of nobody yet. To ask somebody else, write - there."
ABOUT_PEOPLE = ("whose", "said_on", "asked")
MOST_LETTERS = 1000


def text(label: str, hint: str = FOR_ALL) -> Text:
    """Return the field for what stands under a heading."""
    return Text(label, long=True, max_length=MOST_LETTERS, hint=hint)


class PartForm(Form):
    """What every form for a part has: whom staff have asked about what is left empty."""

    keep_draft = True
    part: ClassVar[ProfilePart]

    asked: Annotated[
        str | None,
        Text("Not known: asked of", hint=ASKED),
    ] = None

    def given(self) -> PartInput:
        """Return what the form says. Staff's facts, which the last part asks for, are in staff's words."""
        texts = {heading: getattr(self, heading.value) for heading in PARTS[self.part]}
        voice, said_on = getattr(self, "whose", Voice.STAFF), getattr(self, "said_on", None)
        return PartInput(texts, voice, said_on, self.asked)


class WordsForm(PartForm):
    """What the forms have that may hold words of the pupil or the parents: whose they are, and from which day."""

    whose: Annotated[Voice | None, Pick("In whose words?", hint=WHOSE)] = None
    said_on: Annotated[date | None, Day("Said on", hint="Needed for the pupil's or the parents' own words.")] = None


class DoForm(WordsForm):
    """The form for what to do and what not to do."""

    name = "profile.do"
    title = ProfilePart.DO.label
    part = ProfilePart.DO
    pages = (Page(title, "helps", "dont", *ABOUT_PEOPLE),)

    helps: Annotated[str | None, Text("Do: what helps", long=True, hint=FOR_ALL)] = None
    dont: Annotated[str | None, text("Do not")] = None


class SignsForm(WordsForm):
    """The form for what sets the pupil off, how it shows, and what calms."""

    name = "profile.signs"
    title = ProfilePart.SIGNS.label
    part = ProfilePart.SIGNS
    pages = (Page(title, "triggers", "signs", "calms", *ABOUT_PEOPLE),)

    triggers: Annotated[str | None, text("Triggers")] = None
    signs: Annotated[str | None, text("First signs")] = None
    calms: Annotated[str | None, text("What calms")] = None


class MeForm(WordsForm):
    """The form for what the pupil is good at, and what matters to them."""

    name = "profile.me"
    title = ProfilePart.ME.label
    part = ProfilePart.ME
    pages = (Page(title, "strengths", "matters", *ABOUT_PEOPLE),)

    strengths: Annotated[str | None, text("Strengths and interests")] = None
    matters: Annotated[str | None, text("What matters to me", FOR_FEW)] = None


class LearningForm(WordsForm):
    """The form for how the pupil is best assessed."""

    name = "profile.learning"
    title = ProfilePart.LEARNING.label
    part = ProfilePart.LEARNING
    pages = (Page(title, "assessed", "access", *ABOUT_PEOPLE),)

    assessed: Annotated[str | None, text("How I am best assessed")] = None
    access: Annotated[str | None, text("Access arrangements", "Reader, extra time; is there evidence?")] = None


class SchoolForm(PartForm):
    """The form for needs and timetable, which are facts and nobody's words."""

    name = "profile.school"
    title = ProfilePart.SCHOOL.label
    part = ProfilePart.SCHOOL
    pages = (Page(title, "sen", "eal", "timetable", "asked"),)

    sen: Annotated[str | None, text("SEN: type of need, EHC outcomes", "In a line. All staff can see this.")] = None
    eal: Annotated[str | None, text("English as an additional language", "Stage, and language at home.")] = None
    timetable: Annotated[str | None, text("Hours and timetable", "Which days and hours, and where.")] = None


FORMS: Mapping[ProfilePart, type[PartForm]] = {
    form.part: form for form in (DoForm, SignsForm, MeForm, LearningForm, SchoolForm)
}


async def offer(request: Request) -> None:
    """Open the form for the part that was chosen, or else for the first one in which something is open."""
    value, _, chosen = request.value.partition(":")
    part = parse_carried(ProfilePart, chosen) if chosen else None
    before = await request.change(part_prefill, value, part)
    await request.open(FORMS[before.part], **opening(before, request.words))


def opening(before: PartPrefill, words: Words) -> Opening:
    """Return what the form for a part opens with: what staff wrote, and above it what others said."""
    return Opening(
        values={heading.value: said for heading, said in before.texts.items()},
        version=before.version,
        context={"about": before.placement_id},
        lead=list(_lead(before, words)),
    )


def _lead(before: PartPrefill, words: Words) -> Iterator[blocks.Block]:
    yield blocks.context(words("profiles/form.lead", before=before))
    said = [one for one in before.known if one.is_of_people]
    for one in said:
        yield blocks.section(words("profiles/form.words", one=one))
    if said:
        yield blocks.context(words("profiles/form.kept"))


async def save(request: Request) -> Answer | None:
    """Save the part, and go on to the next in which something is open, or show the profile once it is complete."""
    form = await request.form(*FORMS.values())
    about = str(form.context["about"])
    following = await request.save(form, save_part, about, form.part, form.given(), form.version)
    if following is not None:
        before = await request.change(part_prefill, about, ProfilePart(following))
        return await request.turn_to(FORMS[before.part], **opening(before, request.words))
    profile = await request.change(view_profile, about)
    return Answer.with_view(profile_view(profile, request.words, "complete"))


CAPABILITY = Capability(
    "profile_writing",
    actions={"profile.write": offer},
    duties={DutyKind.PROFILE: DutyButton("profile.write", "Write it", "Learning profile")},
    forms=dict.fromkeys(FORMS.values(), save),
)
