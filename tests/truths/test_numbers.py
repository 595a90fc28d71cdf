"""Numbers add up: what a headline counts stands below it, or the text says where it is, whatever is pressed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.workspace.testing.screen import Message
from models.change import Change
from models.duties.hand_over import offer_duty, snooze
from models.meetings.actions import SERVICE, NewAction, add_action, tick_off
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.staff import active_staff
from tests.big_school import add_pupils
from tests.handlers.pressing import press
from tests.raw import Raw
from tests.school import STAFF, Service, a_pupil

SIZES = (0, 1, 30, 150)  # the largest fills every list to its end
STAFF_HANDLES = [handle for handle, (_, _, role, *_) in STAFF.items() if role is not None]
MEETING = (2026, 9, 14, 8, 20)
# Each count of a headline by the words that follow its number.
COUNTED = {
    "new": r"(\d+) new referral",
    "allocate": r"(\d+) to allocate",
    "due": r"(\d+) pupils? with something due",
    "late": r"(\d+) with something overdue",
    "targets": r"(\d+) targets? to set",
    "reviews": r"(\d+) reviews? to hold",
    "actions": r"(\d+) agreed action",
    "leavers": r"(\d+) leaver",
    "unread": r"(\d+) profiles? to read",
}
# Each ending is counted by its own name, as often as it stands before what has ended.
ENDINGS = ("done", "not needed", "could not be reached", "declined", "ended as the pupil left", "no longer needed")
COUNTED |= {ending: rf"(\d+) {ending}" for ending in ENDINGS}
ALLOCATED = {"keyworker": "Ann Lister", "subject_teachers": ["Maths – Ann Lister"]}
SECTIONS = ("New since the last meeting", "To allocate", "Due and overdue", "Agreed actions", "Leavers")
PUPIL = re.compile(r"^\*(?:\w+ · Year \d+ · \w+|The service)\*")


def a_busy_school(change: Change, pupils: int) -> None:
    """Fill the school, most of it long here, with legal dates, agreed actions, leavers, and much that is done."""
    add_pupils(change, pupils) if pupils else None
    before = change.now - timedelta(days=40)
    owners = active_staff(change.session)
    for n in range(pupils):
        if n % 3:
            change.session.execute(update(Placement).where(Placement.id == f"l{n}").values(added_at=before))
        if n % 5 == 1:
            _close(change, n)
        if n % 7 == 2:
            change.get(Placement, f"l{n}").left_on = date(2026, 9, 15 if n % 2 else 10)
            _close(change, n)
    change.session.flush()
    for n in range(pupils):
        if n % 6 == 3:
            owner, sixth_day = owners[n % len(owners)], date(2026, 9, 7) + timedelta(days=n % 7)
            change.owe(DutyKind.PROVIDE, change.get(Placement, f"l{n}"), owner, sixth_day)
        if n % 4 == 0:
            agreed = NewAction("Ring", owners[n % len(owners)].slack_id, date(2026, 9, 8 + n % 4))
            add_action(change, f"l{n}", agreed)


def _close(change: Change, n: int) -> None:
    for duty in change.session.scalars(select(Duty).where(Duty.placement_id == f"l{n}", Duty.done_on.is_(None))):
        change.close_duty(duty)


@pytest.fixture(params=SIZES)
async def school(service: Service, request: pytest.FixtureRequest) -> Service:
    """Return a school of each size on the morning of its second meeting, after the reminders."""
    await service.change(a_busy_school, request.param, by="helen")
    service.skip_to(2026, 9, 14, 7, 45)
    await service.go_to(*MEETING)
    return service


def digest_and_pages(service: Service) -> tuple[Message, list[Message]]:
    """Return the newest digest and the pages of it in its thread."""
    room = service.workspace.in_room("allocations")
    digest = [one for one in room if one.text.startswith("Allocations meeting")][-1]
    return digest, [one for one in room if one.thread_ts == digest.ts and one.text.startswith("More of")]


def texts(blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the text of each section and context."""
    for block in blocks:
        if block["type"] == "section":
            yield block["text"]["text"]
        if block["type"] == "context":
            yield from (element["text"] for element in block["elements"])


def said(text: str) -> Counter[str]:
    """Return the counts that a headline says."""
    found = {name: re.search(pattern, text) for name, pattern in COUNTED.items()}
    return Counter({name: int(one[1]) for name, one in found.items() if one})


def standing(messages: Iterable[Message]) -> Counter[str]:
    """Count what stands in the lines of a digest and of its pages."""
    counts: Counter[str] = Counter()
    for message in messages:
        section = ""
        for text in texts(message.blocks):
            heading = text.partition("\n")[0].strip("*")
            section = heading if heading in SECTIONS or heading.startswith(("Urgent", "Reviews to hold")) else section
            if heading.startswith("Reviews to hold"):
                counts["reviews"] += sum(map(int, re.findall(r": (\d+) review", text)))
            if heading.startswith("Learning profiles to read"):
                counts["unread"] += len(re.findall(r"^• .+ colleague", text, re.MULTILINE))
                counts["unread"] += sum(map(int, re.findall(r"^• and (\d+) more", text, re.MULTILINE)))
            if PUPIL.match(text):
                counts += counted_in(section, text)
    return counts


def counted_in(section: str, line: str) -> Counter[str]:
    """Return what one line counts towards."""
    if section == "Leavers":
        return Counter(leavers=1)
    if section == "Agreed actions":
        ended = next((ending for ending in ENDINGS if f", {ending}" in line), "actions")
        return Counter({ended: 1})
    targets = re.search(r"(\d+) targets? to set", line)
    ended = Counter({ending: len(re.findall(rf"(?:· |^){ending}: ", line, re.MULTILINE)) for ending in ENDINGS})
    ended["done"] += len(re.findall(r"(?:· |^)Allocated: ", line, re.MULTILINE))
    return ended + Counter(
        new=section == SECTIONS[0],
        allocate="to allocate" in line,
        due=bool(re.search(r"\d due:", line)),
        late="overdue" in line,
        targets=int(targets[1]) if targets else 0,
    )


def check_digest(service: Service) -> None:
    """Check the headline of the digest, in its text and its summary, against the lines and what is not listed."""
    digest, pages = digest_and_pages(service)
    rest = [text for text in texts(digest.blocks) if "Not listed here" in text]
    assert all(said(text) for text in rest), rest
    below = standing([digest, *pages]) + sum(map(said, rest), Counter())
    summary = next(texts(digest.blocks))
    for headline in (digest.text, summary):
        assert +said(headline) == +below, headline
    for page in pages:
        lines = [text for text in texts(page.blocks) if PUPIL.match(text)]
        assert page.text == f"More of the allocations digest: {len(lines)} line{'s' * (len(lines) != 1)}"
    assert all(len(message.blocks) <= 50 for message in (digest, *pages))


async def press_first(service: Service, label: str, **form: Any) -> bool:
    """Press the first button or menu entry of this name in the channel, as Helen. Return whether there is one."""
    digest, pages = digest_and_pages(service)
    if not any(label in message.buttons for message in (digest, *pages)):
        return False
    await service.workspace.click(label, by="helen", room="allocations")
    if service.workspace.has_modal(by="helen"):
        assert await service.workspace.submit(by="helen", **form) == {}
        await service.workspace.close(by="helen") if service.workspace.has_modal(by="helen") else None
    return True


async def test_the_digest_counts_what_stands_in_it_before_and_after_each_button(school: Service) -> None:
    check_digest(school)
    for label, form in (("Tick off", {}), ("Carry over", {}), ("Allocate", ALLOCATED)):
        for _ in range(2):
            await press_first(school, label, **form)
            check_digest(school)
    await press_first(school, "Post the recap")
    check_digest(school)
    check_recap(school)
    await school.go_to(2026, 9, 15, 8, 20)
    check_digest(school)
    digest, pages = digest_and_pages(school)
    assert not [text for message in (digest, *pages) for text in texts(message.blocks) if "done:" in text]
    names = [name for _, name, *_ in STAFF.values()]
    for message in school.workspace.in_room("allocations"):
        late = [line for text in texts(message.blocks) for line in text.splitlines() if "overdue" in line]
        assert not [line for line in late if any(name in line for name in names)]


def check_recap(service: Service) -> None:
    """Check the recap's headline against the pupils and colleagues below it."""
    recap = [one for one in service.workspace.in_room("allocations") if "Recap of Monday 14" in one.plain][-1]
    headline = re.search(r"(\d+) allocated, (\d+) colleague.*? with something to do", recap.text)
    assert headline
    every = [line for text in texts(recap.blocks) for line in text.splitlines()]
    allocated = sum(": keyworker " in line for line in every) + rest_of(every, r"and (\d+) more, each on their")
    names = {name for _, name, *_ in STAFF.values()}
    owners = {line.strip("*") for line in every} & names
    more = rest_of(every, r"And (\d+) more colleagues? ")
    assert (allocated, len(owners) + more) == (int(headline[1]), int(headline[2]))
    assert len(recap.blocks) <= 50


def rest_of(lines: Iterable[str], pattern: str) -> int:
    """Add up the numbers that a pattern finds."""
    return sum(int(found[1]) for line in lines if (found := re.search(pattern, line)))


def reminder_of(service: Service, handle: str) -> Message | None:
    """Return somebody's newest reminder."""
    return next(
        (one for one in reversed(service.workspace.direct_messages(to=handle)) if one.text.startswith("Reminder")), None
    )


def check_reminder(message: Message) -> None:
    """Check the counts of a reminder, in its preview and its heading, against its lines."""
    every = list(texts(message.blocks))
    heading = next((text for text in every if text.startswith("*Reminder for")), None)
    if heading is None or "done" in heading:
        return
    lines = [line for text in every for line in text.splitlines()]
    own = [
        line
        for line in lines
        if re.match(r"^(?:\*\d+ school days? overdue\*|Due |Was due )|^• .* full-time education", line)
    ]
    late = sum("overdue" in line for line in own)
    together = r"^\*(?:Allocate keyw|Review pro|Tell pup).*· (\d+)"
    grouped = rest_of(lines, together) + rest_of(lines, r"And (\d+) more")
    grouped_late = rest_of(lines, together + r".*, (\d+) overdue") + rest_of(lines, r"And \d+ more, (\d+) overdue")
    for headline in (message.text.partition(" long overdue")[0], heading):
        numbers = [int(found) for found in re.findall(r"(\d+)(?= overdue| due)", headline)]
        assert sum(numbers) == len(own) + grouped, headline
        assert rest_of([headline], r"(\d+) overdue") == late + grouped_late, headline
    assert len(message.blocks) <= 50


async def test_every_reminder_counts_what_stands_in_it_before_and_after_something_is_done(school: Service) -> None:
    for handle in STAFF_HANDLES:
        if (before := reminder_of(school, handle)) is not None:
            check_reminder(before)
            assert before.text != "Reminder: nothing left to do."
    helen = (await school.actor("helen")).staff_id

    def finish_some(change: Change) -> None:
        mine = select(Duty).where(Duty.owner_id == helen, Duty.done_on.is_(None)).order_by(Duty.due_on)
        for duty in change.session.scalars(mine.limit(7)).all():
            change.close_duty(duty)

    await school.change(finish_some, by="helen")
    await school.workspace.quiet()
    if (after := reminder_of(school, "helen")) is not None:
        check_reminder(after)


async def test_the_heads_line_counts_what_is_stuck_on_their_home(school: Service) -> None:
    message = reminder_of(school, "hugo")
    home = await school.workspace.home(by="hugo")
    told = message.plain if message else ""
    line = re.search(
        r"\*(\d+) things? (?:is|are) five or more school days overdue, or past a day set by law\* \((.*)\)", told
    )
    stuck = re.search(r"\*Stuck\* \((\d+) things?\)", home.text)
    if line is None or stuck is None:
        assert line is None
        assert stuck is None
        return
    below = home.text[stuck.end() :]
    things = sum(map(int, re.findall(r"^(\d+) things?, ", below, re.MULTILINE)))
    assert int(line[1]) == int(stuck[1]) == things + rest_of(below.splitlines(), r"and (\d+) more things? ")
    assert int(line[1]) == sum(map(int, re.findall(r" (\d+)(?:,| and|$)", line[2])))


async def test_every_list_of_the_home_counts_its_lines(school: Service) -> None:
    for handle in ("helen", "ann"):
        home = await school.workspace.home(by=handle)
        blocks = list(texts(home.view["blocks"]))
        assert len(home.view["blocks"]) <= 100
        for part in re.split(
            r"\n(?=\*(?:Due now|Coming up|You have been|Put off|My pupils|Stuck|\d+ reviews)\b)", "\n".join(blocks)
        ):
            if total := re.match(r"\*(?:Due now|Coming up|You have been asked to take on|Put off)\* \((\d+)", part):
                owed = re.findall(r"– (?:\*\d|due|was due)|^• until", part, re.MULTILINE)
                assert int(total[1]) == len(owed) + rest_of(part.splitlines(), r"and (\d+) more"), part
        summary = blocks[0]
        assert rest_of([summary], r"(\d+) due") == rest_of(blocks, r"^\*Due now\* \((\d+)")
        assert rest_of([summary], r"(\d+) coming up") == rest_of(blocks, r"^\*Coming up\* \((\d+)")


async def test_the_table_has_as_many_lines_as_it_says(school: Service) -> None:
    await Raw(school.slack).press("cohort.open", "x", user="UOMAR")
    await school.workspace.quiet()
    view = school.slack.home("UOMAR")
    assert view is not None
    rows = [len(block["rows"]) - 1 for block in view["blocks"] if block["type"] == "data_table"]
    text = "\n".join(texts(view["blocks"]))
    some, every = re.search(r"Lines \*(\d+) to (\d+)\* of (\d+)", text), re.search(r"\*(\d+) lines?\*", text)
    if rows:
        assert some or every
        assert rows == ([int(some[2]) - int(some[1]) + 1] if some else [int(every[1]) if every else 0])


async def test_no_legal_date_is_ever_cut(service: Service) -> None:
    def owe(change: Change) -> None:
        add_pupils(change, 300)
        for n in range(60):
            change.owe(DutyKind.PROVIDE, change.get(Placement, f"l{n * 5}"), change.staff, date(2026, 9, 3))

    await service.change(owe, by="helen")
    service.skip_to(2026, 9, 14, 7, 45)
    await service.go_to(*MEETING)
    await service.workspace.click("Post the recap", by="helen", room="allocations")
    references = {f"{n * 5:04X}" for n in range(60)}
    digest, _ = digest_and_pages(service)
    recap = [one for one in service.workspace.in_room("allocations") if "Recap of Monday 14" in one.plain][-1]
    told = reminder_of(service, "helen")
    assert told
    home = await service.workspace.home(by="helen")
    stuck = home.text[home.text.index("*Stuck*") :]
    urgent = digest.plain[digest.plain.index("*Urgent*") : digest.plain.index(f"*{SECTIONS[0]}*")]
    due = home.text[home.text.index("*Due now*") : home.text.index("*Stuck*")]
    for where in (urgent, recap.plain, told.plain, stuck, due):
        legal = [
            line for line in re.split(r"\n(?=[•*])", where) if "full-time education" in line or where in (stuck, due)
        ]
        assert references <= set(re.findall(r"\b[0-9A-F]{4}\b", "\n".join(legal)))
    assert "full-time education" in told.plain.splitlines()[1]
    assert all(len(message.blocks) <= 50 for message in (digest, recap, told))
    assert len(home.view["blocks"]) <= 100


async def test_what_is_finished_never_pushes_out_what_is_open(service: Service) -> None:
    """Thirty actions are done, and the oldest of all; the one that is open stands in the digest all the same."""

    def agree(change: Change) -> list[str]:
        every = [add_action(change, SERVICE, NewAction("x", "UANN", date(2026, 9, 8))) for _ in range(45)]
        rows = change.session.execute(select(Duty.about, Duty.id).where(Duty.kind == DutyKind.ACTION))
        by_action = {row.about: row.id for row in rows}
        return [by_action[action] for action in every]

    duties = await service.change(agree, by="helen")
    for duty_id in duties[:40]:
        await service.change(tick_off, duty_id, by="helen")
    await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 7))
    await service.go_to(*MEETING)
    digest, pages = digest_and_pages(service)
    whole = "".join(message.plain for message in (digest, *pages))
    assert whole.count("The service* · Ann Lister, agreed for") == 5
    check_digest(service)
    shown = service.workspace
    await shown.click("Agreed actions (private)", by="helen", room="allocations")
    assert shown.modal(by="helen").text.count("The service* · Ann Lister, due") == 5


async def test_a_page_that_fills_up_during_the_meeting_goes_on_in_the_thread(service: Service) -> None:
    await service.go_to(*MEETING)
    before = len(digest_and_pages(service)[1])

    def agree(change: Change) -> None:
        for _ in range(14):
            add_action(change, SERVICE, NewAction("x", "UANN", date(2026, 9, 16)))
        change.refresh()

    await service.change(agree, by="helen")
    await service.workspace.quiet()
    assert (before, len(digest_and_pages(service)[1])) == (0, 1)
    check_digest(service)


async def a_duty(service: Service, owner: str, due_on: date) -> str:
    """Refer a pupil whose one open duty is this colleague's."""
    placement = await a_pupil(service)
    owner_id = (await service.actor(owner)).staff_id

    def only(change: Change) -> str:
        for duty in change.session.scalars(select(Duty).where(Duty.placement_id == placement)).all():
            if duty.kind is not DutyKind.FAMILY:
                change.close_duty(duty)
        duty = change.session.scalars(select(Duty).where(Duty.kind == DutyKind.FAMILY)).one()
        duty.owner_id, duty.due_on = owner_id, due_on
        change.refresh(owner_id)
        return duty.id

    return str(await service.change(only))


NOTHING = re.compile(r"all done|nothing (?:more|left|needs|outstanding|is due|else)", re.I)


async def test_what_was_put_off_and_is_overdue_is_not_nothing(service: Service) -> None:
    duty = await a_duty(service, "ann", date(2026, 9, 7))
    await service.go_to(2026, 9, 8, 9)
    await service.change(snooze, duty, 3, by="ann")
    await service.workspace.quiet()
    told = reminder_of(service, "ann")
    home = await service.workspace.home(by="ann")
    assert told
    for screen in (told.text, told.plain, home.text):
        assert not NOTHING.search(screen), screen
        assert "1 overdue" in screen


async def test_what_is_offered_to_me_is_not_nothing(service: Service) -> None:
    mine = await a_duty(service, "ann", date(2026, 9, 8))
    await service.go_to(2026, 9, 8, 9)
    placement = await a_pupil(service, "Zoe Birch", born_on=date(2012, 1, 1))
    family = select(Duty.id).where(Duty.placement_id == placement, Duty.kind == DutyKind.FAMILY)
    offered = await service.read(lambda read: read.session.scalar(family))
    ann = (await service.actor("ann")).staff_id
    await service.change(offer_duty, offered, ann, by="helen")
    await service.change(lambda change: change.close_duty(change.get(Duty, mine)))
    await service.workspace.quiet()
    told = reminder_of(service, "ann")
    home = await service.workspace.home(by="ann")
    assert told
    for screen in (told.text, told.plain, home.text):
        assert not NOTHING.search(screen), screen
    assert "You have been asked to take on" in home.text


async def test_what_fell_due_since_the_morning_is_not_nothing(service: Service) -> None:
    mine = await a_duty(service, "ann", date(2026, 9, 8))
    await service.go_to(2026, 9, 8, 9)
    placement = await a_pupil(service, "Zoe Birch", born_on=date(2012, 1, 1))
    ann = (await service.actor("ann")).staff_id
    theirs = update(Duty).where(Duty.placement_id == placement, Duty.kind == DutyKind.FAMILY)
    due = theirs.values(owner_id=ann, due_on=date(2026, 9, 8))
    await service.change(lambda change: change.session.execute(due) and None)
    await service.change(lambda change: change.close_duty(change.get(Duty, mine)))
    await service.workspace.quiet()
    told = reminder_of(service, "ann")
    assert told
    assert not NOTHING.search(told.text + told.plain), told.plain
    assert "1 more" in told.plain


async def test_every_duty_of_a_pupil_with_a_long_page_stands_on_it_the_legal_date_first(service: Service) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")

    def owe(change: Change) -> None:
        placement, helen = change.get(Placement, placement_id), change.staff
        for n in range(30):
            change.owe(DutyKind.TARGET, placement, helen, date(2026, 9, 8), about=f"Subject {n}")
        change.owe(DutyKind.PROVIDE, placement, helen, date(2026, 10, 1))

    await service.change(owe, by="helen")
    await service.workspace.command("/pupil kai", by="helen")
    text = (await service.workspace.home(by="helen")).text
    steps = text[text.index("*Next steps*") :]
    count = re.search(r"\*Next steps\* \((\d+)\)", steps)
    assert count
    assert int(count[1]) == len(re.findall(r" – (?:due|was due|\*)", steps)) == 36
    assert steps.index("Start full-time education") < steps.index("Subject 1")


async def test_what_fell_due_before_a_holiday_is_not_overdue_on_the_first_morning_back(service: Service) -> None:
    await a_duty(service, "ann", date(2026, 10, 22))
    service.skip_to(2026, 11, 2, 7, 45)
    await service.go_to(2026, 11, 2, 8, 20)
    told, (digest, _) = reminder_of(service, "ann"), digest_and_pages(service)
    assert told
    assert not re.search(r"\d (?:school days? )?overdue|with something overdue", told.plain + digest.plain)
    assert "Was due Thursday 22 October" in told.plain
    assert "1 due: contact the family" in digest.plain
    await service.workspace.command("/pupil kai", by="ann")
    shown = (await service.workspace.home(by="ann")).text
    assert "overdue" not in shown
    assert "was due on Thu 22 Oct" in shown
    await press(service, "home.duties", "here", by="ann")
    assert "overdue" not in (await service.workspace.home(by="ann")).text
    await service.go_to(2026, 11, 3, 8, 20)
    told, (digest, _) = reminder_of(service, "ann"), digest_and_pages(service)
    assert told
    assert "*2 school days overdue* (was due Thu 22 Oct)" in told.plain
    assert "*1 overdue*: contact the family" in digest.plain


async def test_a_pressed_line_keeps_its_place_so_that_a_second_tap_hits_no_other_pupil(service: Service) -> None:
    await service.change(a_busy_school, 12, by="helen")
    service.skip_to(2026, 9, 14, 7, 45)
    await service.go_to(*MEETING)

    def order() -> list[str]:
        digest, pages = digest_and_pages(service)
        return [
            text.partition("*")[2].partition("*")[0]
            for message in (digest, *pages)
            for text in texts(message.blocks)
            if PUPIL.match(text)
        ]

    before = order()
    for label, form in (("Allocate", {"keyworker": "Ann Lister"}), ("Tick off", {}), ("Carry over", {})):
        assert await press_first(service, label, **form)
        assert order() == before
