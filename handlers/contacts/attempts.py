"""Logging an attempt to reach the family or the professionals, and its outcome."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, FormState, Lookup, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import saved_notice
from bot.requests.payload import View, parse_carried
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.whole import whole
from bot.slack.words import Words
from models.attempts.log import ANYBODY, AttemptPrefill, NewAttempt, attempt_prefill, log_attempt, names_offered
from models.contacts.people import ContactShown
from models.reviews.parents_half import REVIEW_CLOSED, REVIEW_DECLINED, REVIEW_TRIED
from models.tables.contact import Outcome, Reason, Side, Way
from models.tables.duty import DutyKind, Ending

# The words for an attempt that ended a step, and for one that ended a family review or counts towards that.
OF_STEP: Mapping[str | None, str] = {Ending.UNREACHABLE: "unreachable", Ending.DECLINED: "declined"}
OF_REVIEW: Mapping[str | None, str] = {
    REVIEW_TRIED: "review_tried",
    REVIEW_CLOSED: "review_closed",
    REVIEW_DECLINED: "review_declined",
}
# The button of what they can go on to, by the kind of duty.
GOING_ON: Mapping[str | None, tuple[str, str]] = {
    DutyKind.BOOK: ("Book the meeting", "meeting.book"),
    DutyKind.HOLD: ("Record the meeting", "meeting.hold"),
    DutyKind.FAMILY_REVIEW: ("Family review", "review.open"),
}
SOMEBODY = {Side.FAMILY: "Someone in the family, or a carer", Side.PROFESSIONAL: "Another professional"}


class AttemptForm(Form):
    """The form for an attempt: whom, how and when, and what came of it."""

    name = "contact.attempt"
    title = "Log a contact"
    keep_draft = True

    whom: Annotated[str, Lookup("Who did you contact?", source="contact", least=0, placeholder="Choose")]
    way: Annotated[Way, Pick("How")]
    outcome: Annotated[Outcome, Pick("What happened?", style="radio")]
    on: Annotated[date, Day("When")]
    reason: Annotated[Reason | None, Pick("What was it about?")] = None
    said: Annotated[
        str | None,
        Text(
            "What they said",
            long=True,
            hint="In their own words. Take child protection concerns to the DSL; never write them here.",
        ),
    ] = None


async def offer(request: Request) -> None:
    """Open the form that logs an attempt, for a duty or from the pupil's page."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form that logs an attempt, for the id of a duty or a placement."""
    about = await request.change(attempt_prefill, value)
    lead = [*above, *lead_of(about, request.words)]
    return await request.view_of(AttemptForm, context=context_of(about), lead=lead)


async def suggest(request: Request) -> Answer | None:
    """Offer the people around the pupil who match what was typed, and somebody who is not on the record."""
    # The form that corrects a contact has this menu too.
    context = FormState.unpacked(request.view.get("private_metadata") or "").context
    typed = request.text.casefold()
    side = parse_carried(Side, context["side"]) if context["side"] else None
    people = await request.change(names_offered, context["placement"], side)
    options = [blocks.option(called(person), person.id) for person in people if typed in called(person).casefold()]
    sides = [side] if side else list(Side)
    return Answer.with_options([*options[:98], *(blocks.option(SOMEBODY[each], f"{ANYBODY}{each}") for each in sides)])


async def save(request: Request) -> Answer | None:
    """Save the attempt, and say what it led to: a step or a family review that ended, a number to be put right."""
    form = await request.form(AttemptForm)
    led_to = await request.save(form, log_attempt, form.context["placement"], attempt_of(form))
    told = [OF_STEP.get(led_to["step"]), OF_REVIEW.get(led_to["review"]), "number" if led_to["number"] else None]
    next_form = GOING_ON.get(led_to["goes_on"])
    if next_form is not None:
        told.append("goes_on")
    if not any(told):
        return None
    lines = [request.words(f"contacts/attempt.{part}", owner=led_to["number"]) for part in told if part]
    text = request.words("contacts/attempt.saved", lines=lines)
    button = blocks.button(*next_form, value=led_to["duty"] or "") if next_form else None
    return Answer.with_view(saved_notice(request.words, text, button))


def attempt_of(form: AttemptForm) -> NewAttempt:
    """Return what the form says as the input for logging or correcting an attempt."""
    return NewAttempt(form.whom, form.way, form.outcome, form.on, form.said, form.reason)


def context_of(about: AttemptPrefill) -> dict[str, str]:
    """Return the ids that the form carries: a draft for the family must not be offered for the professionals."""
    side = about.side.value if about.side else ""
    return {"about": f"{about.placement_id}:{side}", "placement": about.placement_id, "side": side}


def lead_of(about: AttemptPrefill, words: Words) -> Iterator[blocks.Block]:
    """Yield what to know before an attempt: the people around the pupil, and earlier attempts."""
    facts = {"first_name": about.first_name, "reference": about.reference}
    if about.people:
        yield from whole(words("contacts/attempt.people", people=about.people, **facts))
    else:
        nobody = words("contacts/attempt.nobody", side=about.side, **facts)
        yield blocks.section(nobody if about.sees_people else words("contacts/attempt.unseen", **facts))
    if about.tried:
        more = about.tried_in_all - len(about.tried)
        yield blocks.context(words("contacts/attempt.tried", tried=about.tried, more=more))
    if about.none_involved:
        yield blocks.actions(blocks.button("None involved", "contact.none_involved", value=about.none_involved))


def called(person: ContactShown) -> str:
    """Return a contact's name for the menu, with any warning first, where a long name cannot push it out."""
    name = f"{person.name} ({person.relation})" if person.relation else person.name
    return f"DO NOT CONTACT: {name}" if person.do_not_contact else name


CAPABILITY = Capability(
    "contact",
    actions={"contact.log": offer, "contact.attempt": offer},
    duties={
        DutyKind.FAMILY: DutyButton("contact.log", "Log a contact", "Log family contact"),
        DutyKind.PROFESSIONALS: DutyButton("contact.log", "Log a contact", "Log professional contact"),
    },
    forms={AttemptForm: save},
    options={"lookup.contact": suggest},
)
