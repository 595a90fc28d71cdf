"""Writing a learning profile, part by part: what is said under each heading, in whose words, or who was asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.duties.profiles import follow_profile, known_of, record_change, said_elsewhere
from models.errors import Refused
from models.kept import Before, Written, keep_lost, last_written
from models.permission import Permission
from models.profiles.answers import Answered, answers_of, rows_of
from models.profiles.headings import PARTS, ProfilePart, next_part
from models.profiles.reading import count_as_read, has_read
from models.stays import check_day_of, placement_of
from models.tables.duty import DutyKind, open_duty
from models.tables.placement import Placement
from models.tables.profile import ProfileAnswer, ProfileHeading, Voice

# What somebody writes under a heading of which nothing is known any more.
NOT_KNOWN = "-"
IN_STAFF_WORDS = (
    "All staff read this, and whose words it is is not kept here: write it in staff's words. Words of the pupil or the "
    "parents can be saved by themselves, under the other headings."
)
TOO_EARLY = "That date is in the future. Write it down once they have said it."


@dataclass(frozen=True)
class PartInput:
    """One part as a form gives it. `voice` and `said_on` are of what is new in it, `asked_of` of what is not known.

    Words of the pupil or the parents stand while nothing is written in their place; NOT_KNOWN takes them away.
    """

    texts: Mapping[ProfileHeading, str | None]
    voice: Voice | None = None
    said_on: date | None = None
    asked_of: str | None = None


@dataclass(frozen=True)
class PartPrefill:
    """What the form for a part opens with; `known` is what stands in it, for the lines above the fields."""

    placement_id: str
    version: int
    first_name: str
    reference: str
    part: ProfilePart
    known: tuple[Answered, ...]

    @property
    def texts(self) -> dict[ProfileHeading, str | None]:
        """The text under each heading of the part, without words of the pupil or the parents."""
        return {one.heading: None if one.is_of_people else one.text for one in self.known}


def part_prefill(change: Change, value: str, part: ProfilePart | None = None) -> PartPrefill:
    """Prepare the form for a part, or else for the first one in which a heading is open, and log the look."""
    placement = _writable(change, value)
    part = part or next_part(None, known_of(change, placement).open) or ProfilePart.DO
    change.record("profile:view", placement, pupil_id=placement.pupil_id, why="write")
    known, pupil = answers_of(change, placement, is_writer=True), placement.pupil
    return PartPrefill(
        placement.id,
        placement.version,
        pupil.first_name,
        pupil.reference,
        part,
        tuple(known[heading] for heading in PARTS[part]),
    )


def save_part(
    change: Change, placement_id: str, part: ProfilePart, given: PartInput, version: int | None = None
) -> str | None:
    """Save a part of the profile, and return the next one in which a heading is open, or None once it is complete.

    New words need whose they are and, of the pupil or the parents, the day on which they said them.
    """
    placement = _writable(change, placement_id)
    change.touch(placement, version)
    answers, rows = answers_of(change, placement, is_writer=True), rows_of(change, placement)
    had_read, was_open = has_read(change, placement), bool(known_of(change, placement).open)
    before = {heading: answers[heading] for heading in PARTS[part]}
    new = [one for one, answer in before.items() if _is_new(answer, given.texts.get(one))]
    _check_words(change, placement, given, new)
    _check_voices(given, [before[one] for one in new])
    _check_asked(given, before.values())
    for heading, answer in before.items():
        row = rows.get(heading) or ProfileAnswer(placement_id=placement.id, heading=heading)
        if heading in new:
            _answer(change, placement, row, given)
        elif _is_emptied(answer, given.texts.get(heading)) or (answer.is_open and given.asked_of is not None):
            _ask(change, placement, row, given.asked_of, was_answered=answer.text is not None)
    change.record("profile:save", placement, pupil_id=placement.pupil_id)
    following = next_part(part, known_of(change, placement).open)
    if was_open and following is None:  # from now on a whole profile, which everybody reads once more
        had_read = _wrote_all(change, placement)
    if had_read:
        count_as_read(change, placement, "write")
    follow_profile(change, placement)
    return following.value if following else None


def _wrote_all(read: Read, placement: Placement) -> bool:
    """Return whether every answer is the actor's. What helps, which others write too, stands in a form of theirs."""
    return {row.by_id for row in rows_of(read, placement).values()} == {read.actor.staff_id}


def _is_new(answer: Answered, text: str | None) -> bool:
    return text not in (None, NOT_KNOWN, answer.text)


def _is_emptied(answer: Answered, text: str | None) -> bool:
    """Return whether a form takes an answer away. Words of people stand above a blank field, which keeps them."""
    return text == NOT_KNOWN or (text is None and answer.text is not None and not answer.is_of_people)


def _answer(change: Change, placement: Placement, row: ProfileAnswer, given: PartInput) -> None:
    text = given.texts[row.heading]
    if row.heading is ProfileHeading.HELPS:
        _set_helps(change, placement, text)
    else:
        new = {"text": text, "voice": given.voice, "said_on": given.said_on or change.today, "asked_of": None}
        _rewrite(change, placement, row, new)


def _ask(change: Change, placement: Placement, row: ProfileAnswer, asked_of: str | None, *, was_answered: bool) -> None:
    """Note whom staff have asked about what is not known. An answer does not become nothing."""
    if asked_of is None:
        known = "This was answered before. " if was_answered else ""
        raise Refused(f"{known}Write something, or say whom you have asked.", field=row.heading.value)
    if was_answered and row.heading is ProfileHeading.HELPS:
        _set_helps(change, placement, None)
    _rewrite(change, placement, row, {"text": None, "voice": None, "said_on": None, "asked_of": asked_of})


def _rewrite(change: Change, placement: Placement, row: ProfileAnswer, new: Mapping[str, object]) -> None:
    """Write an answer, and keep the words that are lost, or whom staff had asked if that is somebody else now."""
    names = ("text",) if new["asked_of"] is None else ("text", "asked_of")
    before, last = Before.of(row, *names), Written(row.by_id, row.saved_at)
    for name, value in new.items():
        setattr(row, name, value)
    row.by_id, row.saved_at = change.actor.staff_id, change.now
    change.add(row)
    keep_lost(change, placement, before, f"{row.heading.label} (profile)", last)


def _set_helps(change: Change, placement: Placement, text: str | None) -> None:
    before, said = Before.of(placement, "helps"), said_elsewhere(placement)
    last = last_written(change, placement, placement.pupil_id, "placement:change")
    placement.helps = text
    change.record("placement:change", placement, pupil_id=placement.pupil_id)
    record_change(change, placement, said)
    keep_lost(change, placement, before, "What helps", last)


def _check_words(change: Change, placement: Placement, given: PartInput, new: list[ProfileHeading]) -> None:
    """Refuse new words without whose they are, or words of people without the day on which they said them."""
    if ProfileHeading.HELPS in new and given.voice not in (None, Voice.STAFF):
        raise Refused(IN_STAFF_WORDS, field=ProfileHeading.HELPS.value)
    new = [one for one in new if one is not ProfileHeading.HELPS]
    if new and given.voice is None:
        raise Refused("Say in whose words this is.", field="whose")
    if new and given.voice is not Voice.STAFF and given.said_on is None:
        raise Refused("Give the day on which they said it.", field="said_on")
    if given.said_on is not None:
        check_day_of(change, placement, given.said_on, TOO_EARLY, field="said_on")


def _check_voices(given: PartInput, replaced: Sequence[Answered]) -> None:
    """Refuse to make staff's words into somebody's own beside other new words, of which alone that may be meant."""
    if given.voice is Voice.STAFF or len(replaced) < 2:
        return
    for one in replaced:
        if one.text is not None and one.voice is Voice.STAFF:
            raise Refused(
                "This stands in staff's words, and is about to become somebody's own. Save this by itself.",
                field=one.heading.value,
            )


def _check_asked(given: PartInput, before: Iterable[Answered]) -> None:
    """Refuse whom staff have asked now if all that is blank was asked of somebody else, who stays named."""
    if given.asked_of is None:
        return
    blank = [one for one in before if given.texts.get(one.heading) is None and not one.is_of_people]
    dashed = NOT_KNOWN in given.texts.values()
    if blank and not dashed and all(one.asked_of not in (None, given.asked_of) for one in blank):
        raise Refused(
            f"What is blank was asked of {blank[0].asked_of} before. Write - under what you have asked somebody else.",
            field="asked",
        )


def require_writing(read: Read, placement: Placement) -> None:
    """Refuse an actor who may not write this profile. The owner of the duty to complete it may."""
    read.require(Permission.PROFILE_SET, placement, own=_is_owner(read, placement))


def may_write(read: Read, placement: Placement) -> bool:
    """Return whether the actor may write this profile, which only a placement that is open has."""
    is_open = placement.is_current(read.today)
    return is_open and read.may(Permission.PROFILE_SET, placement, own=_is_owner(read, placement))


def _is_owner(read: Read, placement: Placement) -> bool:
    duty = open_duty(read.session, DutyKind.PROFILE, placement.id)
    return duty is not None and duty.owner_id == read.actor.staff_id


def _writable(read: Read, value: str) -> Placement:
    placement = placement_of(read, value)
    require_writing(read, placement)
    return placement
