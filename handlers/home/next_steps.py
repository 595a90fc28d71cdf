"""The next steps on a pupil's page, the steps that have ended, the planning meeting and the agreed actions."""

from collections.abc import Iterator

from bot.requests.capability import Screen
from bot.requests.menus import listed
from bot.slack import blocks
from bot.slack.words import Mrkdwn, Words
from models.duties.kinds import KINDS
from models.home.ended import EndedDuty
from models.home.pupil_page import PageDuty, PupilPage
from models.permission import Permission
from models.tables.duty import DECIDED, DutyKind, Ending

MOST_OWED, MOST_ACTIONS, MOST_LATE = 14, 5, 20


def sixth_day(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield full-time education that is owed by law as a heading of its own, above everything else."""
    for one in page.owed:
        if one.kind is DutyKind.PROVIDE:
            yield blocks.header(words("home/pupil_page.sixth_day", one=one, placement=page.placement))
            yield blocks.section(words("home/pupil_page.legal_day", one=one, placement=page.placement))


def mine(page: PupilPage, screen: Screen) -> Iterator[blocks.Block]:
    """Yield what the reader has to do next for the pupil, with its button, and what they have to do after that."""
    own = [one for one in page.owed if one.is_mine]
    for one in own[:1]:
        does = blocks.spoken_of(screen.duty_button(one.id, one.kind), one.what) if one.may_do else None
        text = screen.words("home/pupil_page.mine", one=one, after=own[1:], today=screen.read.today)
        yield blocks.section(text, accessory=does)


def next_steps(page: PupilPage, screen: Screen) -> Iterator[blocks.Block]:
    """Yield the open duties for a pupil; the first have the buttons that the person may press."""
    words, today = screen.words, screen.read.today
    yield blocks.divider()
    yield blocks.section(words("home/pupil_page.next", count=len(page.owed)))
    for one in page.owed[:MOST_OWED]:
        yield from _owed(words("home/pupil_page.owed", one=one, today=today), list(_buttons(one, page, screen)))
    yield from blocks.sections(
        words("home/pupil_page.more_owed", one=one, today=today) for one in page.owed[MOST_OWED:]
    )


def _owed(line: Mrkdwn, buttons: list[blocks.Element]) -> Iterator[blocks.Block]:
    """Yield a duty's line, with a single button next to it or several below."""
    if len(buttons) == 1:
        yield blocks.section(line, accessory=buttons[0])
        return
    yield blocks.section(line)
    if buttons:
        yield blocks.actions(*buttons)


def _buttons(one: PageDuty, page: PupilPage, screen: Screen) -> Iterator[blocks.Element]:
    first_day = page.placement.first_day
    if one.may_do and one.kind is DutyKind.PROVIDE and first_day is not None and first_day <= screen.read.today:
        yield from screen.duty_button.once_reached(one.id, one.kind)
    if one.may_do:
        yield blocks.spoken_of(screen.duty_button(one.id, one.kind), one.what)
    if one.may_do and one.kind is DutyKind.ACTION:
        yield blocks.spoken_of(blocks.button("Carry over", "action.carry", value=one.id), one.what)
    if Permission.DUTY_ASSIGN in page.may and not KINDS[one.kind].is_personal:
        yield blocks.spoken_of(blocks.button("Hand over", "step.give", value=one.id), one.what)
    if Permission.DUTY_END in page.may and KINDS[one.kind].can_be_not_needed:
        yield blocks.spoken_of(blocks.button("Not needed", "step.not_needed", value=one.id), one.what)


def _meeting_button(page: PupilPage) -> blocks.Element:
    if page.meeting is not None and page.meeting.held_on is not None:
        return blocks.button("Correct the notes", "meeting.hold", value=page.who.placement_id)
    return blocks.button("Move or cancel meeting", "meeting.change", value=page.who.placement_id)


def steps(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the steps that have ended, and how; a step that could not be done says so. What ended late stays shown."""
    ended = {duty.kind: duty for duty in page.ended if KINDS[duty.kind].is_among_steps}
    open_kinds = {one.kind for one in page.owed}
    if lines := [duty for kind, duty in ended.items() if kind not in open_kinds]:
        yield blocks.section(words("home/pupil_page.steps", steps=lines))
        yield from _needed_after_all(lines, page)
    if late := [duty for duty in reversed(page.ended) if _was_late(duty)]:
        shown, more = late[:MOST_LATE], max(0, len(late) - MOST_LATE)
        yield blocks.section(words("home/pupil_page.late", late=shown, more=more))


def _was_late(duty: EndedDuty) -> bool:
    """Return whether something other than a step ended after its day. What is private is shown elsewhere."""
    is_elsewhere = KINDS[duty.kind].is_among_steps or KINDS[duty.kind].is_private
    return bool(duty.late) and duty.ending is not Ending.DROPPED and not is_elsewhere


def _needed_after_all(ended: list[EndedDuty], page: PupilPage) -> Iterator[blocks.Block]:
    """Yield a menu of the steps that were said to be not needed, or to involve nobody, to take that back."""
    if Permission.DUTY_END in page.may:
        not_needed = [one for one in ended if one.ending in DECIDED and _may_come_back(one, page)]
        buttons = [blocks.button(KINDS[one.kind].label, "step.needed", value=one.id) for one in not_needed]
        if buttons:
            yield blocks.actions(listed(buttons, "Needed after all"))


def _may_come_back(one: EndedDuty, page: PupilPage) -> bool:
    return not page.is_over or KINDS[one.kind].is_of_leaving


def meeting(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the planning meeting, and the actions agreed there or since."""
    sees_more = Permission.STAY_SEE in page.may
    if page.meeting is not None:
        yield blocks.divider()
        yield blocks.section(words("home/pupil_page.meeting", meeting=page.meeting, sees_more=sees_more))
        if Permission.MEETING_CHANGE in page.may and not page.is_over:
            yield blocks.actions(_meeting_button(page))
    if page.actions:
        done = page.actions[:MOST_ACTIONS]
        more = len(page.actions) - len(done)
        yield blocks.section(words("home/pupil_page.actions", actions=done, more=more))
        not_needed = [one for one in done if one.ending is Ending.NOT_NEEDED]
        if not_needed and Permission.DUTY_END in page.may and not page.is_over:
            buttons = [blocks.button(blocks.clip(one.what, 60), "step.needed", value=one.id) for one in not_needed]
            yield blocks.actions(listed(buttons, "Needed after all"))
    if Permission.MEETING_CHANGE in page.may and not page.is_over:
        yield blocks.actions(blocks.button("Add an agreed action", "action.add", value=page.who.placement_id))
