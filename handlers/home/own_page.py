"""A person's own page in the App Home: offers, drafts, duties and pupils, and for Heads who is stuck."""

import re
from collections.abc import Iterable, Iterator

from bot.requests.capability import Screen
from bot.slack import blocks
from bot.slack.words import Words
from models.home.own_page import MOST_DUE, MOST_LATER, MOST_OFFERED, DutyList, MyPage, OwnDuty
from models.home.stuck import MOST_STUCK, Stuck
from models.outbox.undelivered import Undelivered
from models.pupils.mine import MyPupil, MyPupils

MOST_UNSENT = 2
# The forms that can be continued from this page, each with the button that opens the form for its draft. Drafts of
# other forms are offered where they were begun.
RESUMED = {
    "form.waiting": "form.open",
    "meeting.book": "meeting.book",
    "meeting.hold": "meeting.hold",
    "pupil.edit": "pupil.edit",
    "placement.edit": "placement.edit",
    "assess.result": "assess.open",
    "target.set": "target.open",
    "allocate.save": "allocate.open",
    "allocate.first_day_set": "allocate.first_day",
    "allocate.start": "allocate.first_day",
    "leave.save": "leave.open",
    "referral.end": "referral.end",
    **{name: name for name in ("plan.needs", "plan.voice", "plan.objective", "plan.provision")},
    "plan.objective_review": "plan.objective_review",
}
OF_ALL_PUPILS = (("Targets and results", "cohort.open"), ("Half-term record", "inspection.open"))
# The id of a placement, with or without a subject, or nothing.
ID = re.compile(r"[0-9a-f]{20}(:.+)?|")


def own_page(page: MyPage, screen: Screen) -> list[blocks.Block]:
    """Return the page of a person's own duties and pupils, the most pressing part first."""
    words = screen.words
    before = [block for part in (_top, _wants, _unsent, _offered, _drafts) for block in part(page, words)]
    after = [block for part in (_my_pupils, _later, _put_off, _stuck) for block in part(page, words)]
    shown = [*before, *_due(page, screen), *after]
    return [*shown, blocks.context(words("home/own_page.foot"))]


def _top(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    yield blocks.header(words("home/own_page.title"))
    yield blocks.context(words("home/own_page.summary", page=page))
    find = blocks.external_select("pupil.jump", placeholder="Find a pupil")
    every = [blocks.button(*one) for one in OF_ALL_PUPILS if page.sees_cohort]
    every += [blocks.button("Assessments", "assessment.list", value="all")] if page.sees_assessments else []
    every += [blocks.button("Barriers not addressed", "plan.gaps", value="0")] if page.sees_gaps else []
    if page.sees_unread:
        every.append(blocks.button("Profiles to read", "profile.unread", value="all"))
    if page.pupils.in_all or page.sees_cohort:
        every.append(blocks.button("Documents for several pupils", "document.several"))
    yield blocks.actions(blocks.button("Refer a pupil", "refer.open", style="primary"), *every, find)
    if page.is_new:
        yield blocks.section(words("home/own_page.welcome"))


def _wants(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    """Yield what came of yesterday's meeting, and what a Head must put right first."""
    if page.meeting:
        yield blocks.section(words("home/own_page.meeting", meeting=page.meeting, stuck=page.stuck.things))
    if page.needs_channel:
        yield blocks.section(words("home/own_page.no_channel"))
    if page.needs_term_dates:
        part = "term_dates_end" if page.needs_term_dates.until else "no_term_dates"
        yield blocks.section(words(f"home/own_page.{part}", lack=page.needs_term_dates))
    if page.first_steps:
        yield blocks.section(words("home/own_page.first_steps", steps=page.first_steps))
    if page.unplaced.lines or page.without_keyworker:
        facts = {"unplaced": page.unplaced, "today": page.today, "alone": page.without_keyworker}
        yield blocks.section(words("home/own_page.pupils_alone", **facts))


def _unsent(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    """Yield what did not go out, or may not have, the newest first, and what a Head can do about each."""
    if page.unsent:
        yield blocks.header(words("home/own_page.unsent", count=len(page.unsent), shown=MOST_UNSENT))
    for one in page.unsent[:MOST_UNSENT]:
        name = words("administration/undelivered.name", found=one)
        yield blocks.section(words("administration/undelivered.what", found=one, name=name))
        yield blocks.actions(*(blocks.spoken_of(button, name) for button in ways_out(one)))


def ways_out(one: Undelivered) -> Iterator[blocks.Element]:
    """Yield the buttons for a message that is stuck. It is known to be there only once somebody has looked."""
    if one.is_in_doubt:
        yield blocks.button("It is there", "trouble.there", value=one.message_id)
        twice = blocks.confirm("Send it?", "If it did arrive, it will be there twice.", yes="Send it")
        yield blocks.button("Send it", "trouble.again", value=one.message_id, confirm=twice)
    else:
        yield blocks.button("Try again", "trouble.again", value=one.message_id)


def _offered(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    yield from _heading(page.offered, words, "offered")
    for one in page.offered.lines[:MOST_OFFERED]:
        yield blocks.section(words("home/own_page.offer", one=one, today=page.today))
        accept = blocks.button("Take it on", "nudge.accept", value=one.id)
        decline = blocks.button("Sorry, I can't", "nudge.decline", value=one.id)
        yield blocks.actions(_about(accept, one), _about(decline, one))
    yield from _legal(page.offered, MOST_OFFERED, page, words)
    yield from _more(page.offered, words, "more_offered")


def _due(page: MyPage, screen: Screen) -> Iterator[blocks.Block]:
    words = screen.words
    if page.reviews > 1:
        start = blocks.button("Start", "review.start", spoken="Start the reviews")
        yield blocks.section(words("home/own_page.reviews", count=page.reviews), accessory=start)
    yield from _heading(page.due, words, "due")
    for of_one_pupil in _by_pupil(page.due.lines[:MOST_DUE]):
        first = of_one_pupil[0]
        yield blocks.section(words("home/own_page.pupil", one=first), accessory=_open(first))
        for one in of_one_pupil:
            yield blocks.section(words("home/own_page.owed", one=one, today=page.today), accessory=_do(one, screen))
    yield from _legal(page.due, MOST_DUE, page, words)
    yield from _more(page.due, words, "more")
    if not page.due.in_all:
        yield blocks.section(words("home/own_page.nothing", page=page))


def _my_pupils(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the person's own pupils with a button each, and a menu of all if there are many."""
    yield from _heading(page.pupils, words, "my_pupils")
    for one in page.pupils.lines:
        yield blocks.section(words("home/own_page.my_pupil", one=one), accessory=_open(one))
    if page.pupils.more:
        yield blocks.actions(blocks.external_select("pupil.mine", placeholder="All my pupils", least=0))


def _later(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    yield from _heading(page.later, words, "later")
    for one in page.later.lines[:MOST_LATER]:
        yield blocks.section(words("home/own_page.line", one=one, today=page.today), accessory=_open(one))
    yield from _legal(page.later, MOST_LATER, page, words)
    yield from _more(page.later, words, "more")


def _put_off(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    if page.put_off.in_all:
        yield blocks.section(words("home/own_page.put_off", some=page.put_off, today=page.today))


def _drafts(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    for draft in page.drafts:
        if draft.form == "refer":  # its draft is about nothing, a message or a name
            go_on = blocks.button("Continue", "refer.open", value=draft.about or None)
        elif draft.form in RESUMED and ID.fullmatch(draft.about):
            go_on = blocks.button("Continue", RESUMED[draft.form], value=draft.about or draft.id)
        else:
            continue
        yield blocks.section(words("home/own_page.draft", draft=draft), accessory=go_on)


def _stuck(page: MyPage, words: Words) -> Iterator[blocks.Block]:
    stuck = page.stuck
    if stuck.lines:
        yield blocks.divider()
        yield blocks.section(words("home/own_page.stuck", count=stuck.things))
    for one in stuck.lines[:MOST_STUCK]:
        yield blocks.section(words("home/own_page.stuck_line", one=one), accessory=_open(one))
    yield from blocks.sections(words("home/own_page.stuck_more", one=one) for one in stuck.lines[MOST_STUCK:])
    if stuck.more:
        others = stuck.pupils - len(stuck.lines)
        yield blocks.context(words("home/own_page.more_stuck", count=stuck.more, others=others))


def _legal(some: DutyList, shown: int, page: MyPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the duties with a legal date for which there are no lines left, as such a date is never cut."""
    yield from blocks.sections(
        words("home/own_page.legal", one=one, today=page.today) for one in some.lines[shown:] if one.is_legal
    )


def _heading(some: DutyList | MyPupils, words: Words, name: str) -> Iterator[blocks.Block]:
    if some.in_all:
        yield blocks.divider()
        yield blocks.section(words(f"home/own_page.{name}", count=some.in_all))


def _more(some: DutyList, words: Words, name: str) -> Iterator[blocks.Block]:
    if some.more:
        yield blocks.context(words(f"home/own_page.{name}", count=some.more))


def _by_pupil(lines: Iterable[OwnDuty]) -> list[list[OwnDuty]]:
    """Group the duties by pupil. Each group takes the place of its most pressing duty."""
    found: dict[str | None, list[OwnDuty]] = {}
    for one in lines:
        found.setdefault(one.placement_id, []).append(one)
    return list(found.values())


def _do(one: OwnDuty, screen: Screen) -> blocks.Element | None:
    return _about(screen.duty_button(one.id, one.kind), one) if one.may_do else None


def _open(one: OwnDuty | Stuck | MyPupil) -> blocks.Element | None:
    if one.placement_id is None or (isinstance(one, OwnDuty) and not one.may_open):
        return None
    return blocks.button("Open", "pupil.open", value=one.placement_id, spoken=f"Open {one.name}")


def _about(button: blocks.Element, one: OwnDuty) -> blocks.Element:
    return blocks.spoken_of(button, one.name or one.what)
