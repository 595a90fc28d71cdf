"""A learning profile on the screen: the emergency line and what to do first, then the rest."""

from collections.abc import Iterator

from bot.requests.menus import listed
from bot.slack import blocks
from bot.slack.words import Words
from models.profiles.headings import WHAT_TO_DO, ProfilePart
from models.profiles.shown import SECONDS_TO_ACT, Profile
from models.tables.profile import ProfileHeading

THE_REST = tuple(heading for heading in ProfileHeading if heading not in WHAT_TO_DO)


def profile_view(profile: Profile, words: Words, note: str = "") -> dict[str, object]:
    """Return the modal that shows a profile; `note` names a block of the template that stands above it."""
    shown = [*_what_to_do(profile, words, note), *_rest(profile, words), *_standing(profile, words)]
    return blocks.modal(words("profiles/profile.title"), shown)


def _what_to_do(profile: Profile, words: Words, note: str) -> Iterator[blocks.Block]:
    if note:
        yield blocks.section(words(f"profiles/profile.{note}"))
    yield blocks.header(profile.who.name)
    yield blocks.context(words("pupils/needs.who", who=profile.who))
    if profile.who.emergency:
        yield blocks.section(words("home/pupil_page.emergency", line=profile.who.emergency))
    else:
        yield blocks.context(words("profiles/profile.no_emergency"))
    yield from _answers(profile, WHAT_TO_DO, words)


def _rest(profile: Profile, words: Words) -> Iterator[blocks.Block]:
    yield blocks.divider()
    yield from _answers(profile, THE_REST, words)
    yield blocks.section(words("profiles/profile.barriers", profile=profile))
    for barrier in profile.barriers:
        yield blocks.section(words("home/pupil_page.barrier", barrier=barrier))
    if profile.gaps:
        yield blocks.section(words("profiles/profile.gaps", profile=profile))
    if profile.attainment is not None:
        yield blocks.section(words("profiles/profile.attainment", attainment=profile.attainment))
    yield blocks.section(words("profiles/profile.people", profile=profile))


def _answers(profile: Profile, headings: tuple[ProfileHeading, ...], words: Words) -> Iterator[blocks.Block]:
    for heading in headings:
        answer = profile.answers[heading]
        if not answer.is_open:
            yield blocks.section(words("profiles/profile.answer", answer=answer))
        elif heading in WHAT_TO_DO:
            keyworker = profile.who.keyworker
            yield blocks.section(words("profiles/profile.unanswered", heading=heading, keyworker=keyworker))


def _corrections(profile: Profile, words: Words) -> Iterator[blocks.Element]:
    """Yield a menu of the agreements that the reader may correct."""
    kept = [one for one in profile.agreed if one.may_correct]
    if kept:
        entries = [
            blocks.button(f"{words.short_day(one.on)}: {one.who.label}", "profile.agree_correct", value=one.id)
            for one in kept
        ]
        yield listed(entries, "Correct who agreed")


def _standing(profile: Profile, words: Words) -> Iterator[blocks.Block]:
    """Yield what is still open, who agreed, whether the reader has read it, and the buttons of those who write it."""
    stay = profile.who.placement_id
    yield blocks.divider()
    if profile.may_write and profile.seconds_to_act > SECONDS_TO_ACT:
        yield blocks.section(words("profiles/profile.too_long", seconds=profile.seconds_to_act, most=SECONDS_TO_ACT))
    if profile.open:
        yield blocks.section(words("profiles/profile.open", profile=profile))
    for agreed in profile.agreed:
        see = blocks.button("What has changed", "profile.changes", value=agreed.id) if agreed.changed else None
        yield blocks.section(words("profiles/profile.agreed", agreed=agreed), accessory=see)
    if profile.unread:
        yield blocks.section(words("profiles/profile.unread", unread=profile.unread))
    if profile.may_write:
        parts = [blocks.option(part.label, f"{stay}:{part}") for part in ProfilePart]
        yield blocks.actions(
            blocks.static_select("profile.write", parts, placeholder="Write or change"),
            blocks.button("Agreed", "profile.agree", value=stay),
            *_corrections(profile, words),
        )
    if profile.read_on is not None:
        yield blocks.context(words("profiles/profile.read", on=profile.read_on))
    elif not profile.is_empty:
        yield blocks.actions(
            blocks.button("I have read it", "profile.have_read", value=f"{stay}:{profile.seen}", style="primary")
        )
    yield blocks.context(words("pupils/needs.foot"))
