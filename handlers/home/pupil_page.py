"""The page of one pupil in the App Home, with each button only for those who may press it."""

from collections.abc import Iterator

from bot.requests.capability import Screen
from bot.requests.menus import listed
from bot.requests.undo import undo_button
from bot.slack import blocks
from bot.slack.whole import together, whole
from bot.slack.words import Words
from handlers.home.assessments import assessments_of
from handlers.home.attendance import attendance, attendance_button
from handlers.home.corrections import corrections_of
from handlers.home.leaving import leaving, leaving_buttons, what_ended
from handlers.home.next_steps import meeting, mine, next_steps, sixth_day, steps
from handlers.home.progress import progress_of
from handlers.home.reviews import reviews_of
from models.attempts.history import LoggedContact
from models.home.pupil_page import PupilPage
from models.permission import Permission
from models.tables.barrier import BarrierKind
from models.tables.contact import Contact, Side
from models.tables.document import DocumentKind
from models.tables.placement import agreed_end

MOST_CONTACTS, MOST_EARLIER, MOST_BLOCKS = 10, 3, 100


def pupil_page(page: PupilPage, screen: Screen) -> list[blocks.Block]:
    """Return the page of a pupil; texts stand closer together where there would be more than Slack's 100 blocks."""
    read, words = screen.read, screen.words
    shown = [*_top(page, words), *sixth_day(page, words), *mine(page, screen), *_what_to_do(page, words)]
    shown += [*_stay(page, words), *_needs(page, words)]
    shown += [*next_steps(page, screen), *steps(page, words), *what_ended(page, words), *progress_of(page, read, words)]
    shown += [*reviews_of(page, words), *assessments_of(page, words)]
    shown += [*_contacts(page, words), *_attempts(page, words), *_documents(page, words), *meeting(page, words)]
    shown += [*_earlier(page, words), blocks.context(words("home/pupil_page.foot"))]
    return shown if len(shown) <= MOST_BLOCKS else list(together(shown))


def _top(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    yield blocks.actions(blocks.button("Back to my to-do list", "home.duties"))
    yield blocks.header(page.who.name)
    yield blocks.context(words("home/pupil_page.who", page=page, upn=_upn(page)))
    if page.who.emergency:
        yield blocks.section(words("home/pupil_page.emergency", line=page.who.emergency))


def _what_to_do(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield what somebody who has never met the pupil has to know: what helps, and the profile that says the rest."""
    if page.who.helps:
        yield from whole(words("home/pupil_page.helps", helps=page.who.helps))
    if page.profile.dont.is_said:
        yield from whole(words("profiles/profile.answer", answer=page.profile.dont))
    profile = blocks.button("Learning profile", "profile.open", value=page.who.placement_id)
    yield blocks.section(words("profiles/profile.status", status=page.profile), accessory=profile)


def _office_buttons(page: PupilPage) -> Iterator[blocks.Element]:
    stay = page.who.placement_id
    if Permission.PUPIL_CHANGE in page.may:
        yield blocks.button("Edit pupil details", "pupil.edit", value=stay)
        yield blocks.button("Edit placement", "placement.edit", value=stay)
        yield blocks.button("Placement agreement", "placement.agree", value=stay)
    if Permission.ALLOCATE in page.may and page.placement.allocated_on is not None and not page.is_over:
        yield blocks.button("Edit keyworker and teachers", "allocate.open", value=stay)
    if Permission.FIRST_DAY_SET in page.may and page.placement.first_day is not None and not page.is_over:
        yield blocks.button("First day", "allocate.first_day", value=stay)
    if Permission.STAY_SEE in page.may:
        yield blocks.button("Legal dates", "legal.open", value=stay)
    yield from attendance_button(page)
    yield from leaving_buttons(page)
    if Permission.MERGE in page.may:
        yield blocks.button("Merge duplicate records", "merge.open", value=stay)


def _upn(page: PupilPage) -> str:
    """Return the UPN for those who may see it; for others, a UPN with its middle hidden."""
    upn = page.placement.pupil.upn
    if upn is None:
        return "not known"
    return upn if Permission.UPN_SEE in page.may else f"{upn[0]}•••••••••{upn[-3:]}"


def _stay(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    yield from leaving(page, words)
    yield blocks.section(words("home/pupil_page.people", who=page.who, placement=page.placement))
    if page.referral is not None:
        yield blocks.section(words("home/pupil_page.stay", placement=page.placement, referral=page.referral))
        yield from whole(words("home/pupil_page.reason", referral=page.referral))
    if page.agreement is not None:
        end = None if page.placement.planned_end else agreed_end(page.placement, page.agreement)
        yield from whole(words("home/agreement.agreed", agreed=page.agreement, end=end))
    yield from attendance(page, words)
    if Permission.MEDICAL_SEE in page.may and page.placement.medical_need:
        yield from whole(words("home/pupil_page.medical", need=page.placement.medical_need))
    if page.plan is not None:
        see = blocks.button("Support plan", "plan.open", value=page.who.placement_id)
        yield blocks.section(words("plans/brief.page", plan=page.plan), accessory=see)
    if buttons := list(_office_buttons(page)):
        yield blocks.actions(*buttons)


def _needs(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    yield blocks.divider()
    yield blocks.section(words("home/pupil_page.needs", page=page))
    for barrier in page.barriers:
        note = barrier.restricted_note
        restricted = [words("home/pupil_page.restricted", note=note)] if note else []
        yield from whole(words("home/pupil_page.barrier", barrier=barrier), *restricted)
    yield from _hopes(page, words)
    if Permission.PUPIL_CHANGE in page.may:
        yield blocks.actions(_barrier_menu(page))


def _hopes(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the hopes of the pupil and the parents, for those who may see contacts."""
    placement = page.placement
    if Permission.CONTACT_SEE in page.may and (placement.hopes_pupil or placement.hopes_parents):
        yield from whole(words("home/pupil_page.hopes", placement=placement))


def _barrier_menu(page: PupilPage) -> blocks.Element:
    known = {barrier.kind: barrier.status.label for barrier in page.barriers}
    options = [
        blocks.option(kind.label, f"{page.who.placement_id}:{kind}", known.get(kind, "Nothing recorded yet"))
        for kind in BarrierKind
    ]
    return blocks.static_select("barrier.set", options, placeholder="Add or edit a barrier")


def _contacts(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    if Permission.CONTACT_SEE not in page.may:
        return
    yield blocks.divider()
    yield blocks.section(words("home/pupil_page.contacts", page=page))
    for contact in page.contacts[:MOST_CONTACTS]:
        yield blocks.section(words("home/pupil_page.contact", contact=contact), accessory=_edit(page, contact))
    if len(page.contacts) > MOST_CONTACTS:
        yield blocks.context(words("home/pupil_page.more_contacts", count=len(page.contacts) - MOST_CONTACTS))


def _edit(page: PupilPage, contact: Contact) -> blocks.Element | None:
    if Permission.CONTACT_CHANGE in page.may:
        return blocks.button("Edit", "contact.edit", value=contact.id, spoken=f"Edit {contact.name}")
    if Permission.CONTACT_MEND in page.may:
        return blocks.button("Put right", "contact.mend", value=contact.id, spoken=f"Put right {contact.name}")
    return None


def _attempts(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    if page.attempts:
        yield blocks.section(words("home/pupil_page.attempts", attempts=page.attempts))
    yield from corrections_of(page, words, of_contacts=True)
    if buttons := [*_contact_buttons(page), *_log_buttons(page, words)]:
        yield blocks.actions(*buttons)


def _contact_buttons(page: PupilPage) -> Iterator[blocks.Element]:
    if page.is_over:
        return
    stay = page.who.placement_id
    yield blocks.button("Log a contact", "contact.attempt", value=stay)
    if Permission.CONTACT_CHANGE in page.may:
        yield blocks.button("Add contact details", "contact.add", value=stay)


def _log_buttons(page: PupilPage, words: Words) -> Iterator[blocks.Element]:
    """Yield the buttons that open earlier contacts, correct a late one, and undo the one that the person saved last."""
    if page.attempts and page.attempts_in_all > len(page.attempts):
        start = f"{page.who.placement_id}:{len(page.attempts)}"
        yield blocks.button("Earlier contacts", "contact.earlier", value=start)
    if mine := [one for one in page.attempts if one.may_correct]:
        entries = [
            blocks.button(f"{words.short_day(one.on)}: {_name(one, words)}", "contact.correct", value=one.id)
            for one in mine
        ]
        yield listed(entries, "Correct a contact")
    if saved := [(one.undo_until, one.id, _name(one, words)) for one in page.attempts if one.undo_until]:
        until, attempt_id, what = max(saved)
        text = f"Undo {blocks.clip(what, 40)}, until {words.time_of_day(until)}"
        yield undo_button(text, "contact.undo", attempt_id, words, what)


def _documents(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield what was given to whom, and the buttons to make a document and to record one that was given."""
    if Permission.DOCUMENT_MAKE not in page.may:
        return
    if page.given:
        yield blocks.section(words("home/pupil_page.given", given=page.given))
    stay = page.who.placement_id
    yield blocks.actions(
        blocks.button("Make a document", "document.make", value=stay),
        blocks.button("Document given", "document.given", value=stay),
        *([] if page.is_over else [listed(list(_given_today(page)), "Given in person today")]),
    )
    if kept := [one for one in page.given if one.may_correct]:
        entries = [
            blocks.button(f"{words.short_day(one.on)}: {one.kind.label}", "document.given_correct", value=one.id)
            for one in kept
        ]
        yield blocks.actions(listed(entries, "Correct a document given"))


def _given_today(page: PupilPage) -> Iterator[blocks.Element]:
    """Yield a button for what is most often given in person: the pupil's card, and the letter to each of the family."""
    stay = page.who.placement_id
    whom = [(page.who.first_name, DocumentKind.CARD, "")]
    whom += [
        (one.name, DocumentKind.LETTER, one.id)
        for one in page.contacts[:MOST_CONTACTS]
        if one.side is Side.FAMILY and not (one.do_not_contact or one.deceased)
    ]
    for name, kind, contact_id in whom:
        text = f"{blocks.clip(name, 40)} – {kind.label[0].lower()}{kind.label[1:]}"
        yield blocks.button(text, "document.given_today", value=f"{stay}:{kind}:{contact_id}")


def _name(one: LoggedContact, words: Words) -> str:
    return blocks.clip(words("contacts/log.name", one=one, whom=one.whom), 55)


def _earlier(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    for one in page.earlier[:MOST_EARLIER]:
        look_at = blocks.button("Open earlier placement", "pupil.open", value=one.id)
        yield blocks.section(words("home/pupil_page.earlier", one=one), accessory=look_at)
    if page.earlier and not page.is_over and Permission.PROGRESS_SET in page.may:
        carry = blocks.button("Carry on from last time", "stay.carry", value=page.who.placement_id)
        yield blocks.actions(carry)
