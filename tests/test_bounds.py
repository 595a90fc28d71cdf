"""What a screen, a digest or a reminder costs does not grow with the school: statements, blocks and calls are fixed."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from models.duties.kinds import STEPS
from models.tables.duty import DutyKind
from models.tables.placement import Placement
from models.tables.target import Target
from tests.big_school import fill_school
from tests.databases import ENGINES, Databases
from tests.handlers.pressing import file_from
from tests.promises.doors import FORMS
from tests.raw import Raw
from tests.school import STAFF, Service, a_service

SMALL, LARGE = 30, 3_000
ATTEMPT = {"about": "l7:family", "placement": "l7", "side": "family"}
OURS = ("chat.postMessage", "chat.update", "views.open", "views.publish")
# What it takes to claim, render and settle one message; and to find a few times more that nothing is due.
A_MESSAGE, A_LOOK = 25, 20
# How often delivery looks for what waits depends on how its senders interleave.
LOOKS = "LEFT OUTER JOIN message AS message_1"
MORE_PAGES = {"the digest by command": 5, "a night": 6, "a day's reminders": 5, "the digest by itself": 5}
MOST_STEPS = 1_000
# Further pages of the digest that are rendered, found unchanged and not sent; and what each takes.
UNCHANGED_PAGES, A_PAGE = {"a night": 3, "a day's reminders": 3}, 10
HOMES = ("a pupil's page", "a Head's Home", "a teacher's Home", "the table of all pupils", "a morning's questions")
MOST_BLOCKS = dict.fromkeys(HOMES, 100)
SILENT = ("PRAGMA", "BEGIN", "SELECT set_config", "SELECT pg_advisory", "SET ")


@dataclass
class Cost:
    """What one thing took: statements, calls of Slack by method, and the blocks of the fullest message or view."""

    statements: int
    calls: dict[str, int]
    blocks: int


@contextmanager
def counting(service: Service) -> Iterator[Callable[[], Cost]]:
    """Ask at the end what it took from here on."""
    sent: list[str] = []
    first = len(service.slack.calls)

    def tell(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(SILENT) and LOOKS not in statement:
            sent.append(statement)

    def cost() -> Cost:
        calls = [call for call in service.slack.calls[first:] if call.method in OURS]
        by_method = Counter(call.method for call in calls)
        shown = [call.args.get("view", call.args).get("blocks") or () for call in calls]
        return Cost(len(sent), dict(by_method), max(map(len, shown), default=0))

    event.listen(Engine, "before_cursor_execute", tell)
    try:
        yield cost
    finally:
        event.remove(Engine, "before_cursor_execute", tell)


async def typed_ahead(service: Service) -> None:
    """Letters that fit a tenth of the school."""
    hand = Raw(service.slack)
    assert 0 < len((await hand.suggest("lookup.pupil", "ash", user="UANN")).options) <= 100
    await hand.suggest("lookup.contact", "", user="UANN", view=FORMS["contact.attempt"].view(context=ATTEMPT))


async def named(service: Service) -> None:
    """Look for a name that many pupils have."""
    await service.workspace.command("/pupil ashworth", by="ann")


async def opened(service: Service) -> None:
    """One pupil's page in the Home."""
    await Raw(service.slack).press("pupil.open", "l7", user="UANN")
    await service.workspace.quiet()


async def aimed(service: Service) -> None:
    """Open the form of a target and set it: the target is questioned against everything typed this week."""
    hand = Raw(service.slack)
    await hand.press("target.open", "l7:Maths", user="UHELEN")
    values = {"scale": "gcse", "grade": "7", "by_when": "2026-12-18", "programme": "Small group"}
    await hand.submit(FORMS["target.set"], values, {"about": "l7:Maths"}, user="UHELEN")
    await service.workspace.quiet()
    rows = select(Target.value).where(Target.placement_id == "l7", Target.replaced_at.is_(None))
    set_now = await service.read(lambda read: read.session.scalars(rows.where(Target.subject == "Maths")).all())
    assert set_now == ["7"]


async def at_home(service: Service, who: str) -> None:
    """One's own page, rendered anew."""
    await service.change(lambda change: change.show_home(change.staff, None), by=who)
    await service.workspace.quiet()


async def tabled(service: Service, *pressed: tuple[str, str, str]) -> None:
    """Press each of these in turn, and check that the table of all pupils is as long in a school of any size."""
    hand = Raw(service.slack)
    for action_id, value, how in pressed:
        await hand.press(action_id, value, user="UOMAR", how=how)
        await service.workspace.quiet()
    view = service.slack.home("UOMAR")
    assert view is not None
    (table,) = (block for block in view["blocks"] if block["type"] == "data_table")
    assert len(table["rows"]) == 41


async def taken_out(service: Service) -> None:
    """Every line of it, as a file."""
    content = await file_from(service, Raw(service.slack).press("cohort.export", "x", user="UOMAR"))
    pupils = await service.read(lambda read: read.session.scalar(select(func.count()).select_from(Placement)))
    assert content.count(b"\r\n") == 3 * pupils + 1


async def inspected(service: Service) -> None:
    """Open the record of the half-term, a page of whose lines is as long in a school of any size, and get its file."""
    answer = await Raw(service.slack).press("inspection.open", "x", user="UOMAR")
    assert answer.text.count("\n• ") >= 30
    await file_from(service, Raw(service.slack).press("inspection.file", "2026-09-01|csv", user="UOMAR", how="select"))


async def totalled(service: Service) -> None:
    """Show the totals of all pupils, for governors."""
    await Raw(service.slack).press("cohort.totals", "governors", user="UOMAR")
    await service.workspace.quiet()


async def looked_back(service: Service) -> None:
    """Open all reviews and results of one pupil."""
    answer = await Raw(service.slack).press("review.earlier", "l7:0", user="UHELEN")
    assert "of 6" in answer.text or "of 12" in answer.text


OPEN, NEXT = ("cohort.open", "x", "button"), ("cohort.turn", "1", "button")
ON_TRACK = ("cohort.track", "=on_track", "select")
DOINGS: dict[str, Callable[[Service], Awaitable[None]]] = {
    "typing ahead": typed_ahead,
    "finding by name": named,
    "a pupil's page": opened,
    "a Head's Home": lambda service: at_home(service, "helen"),
    "a teacher's Home": lambda service: at_home(service, "ann"),
    "the SENCo's page": lambda service: listed(service),
    "the table of all pupils": lambda service: tabled(service, OPEN, NEXT),
    "the table by track": lambda service: tabled(service, OPEN, ON_TRACK),
    "the table as a file": taken_out,
    "the record of a half-term": inspected,
    "the totals": totalled,
    "all reviews and results": looked_back,
    "a target": aimed,
    "the day's new targets": lambda service: service.go_to(2026, 9, 7, 16, 5),
    "the digest by command": lambda service: commanded(service),
    "a night": lambda service: service.go_to(2026, 9, 8, 8),
    "a day's reminders": lambda service: reminded(service),
    "a morning's questions": lambda service: questioned(service),
    "the digest by itself": lambda service: digested(service),
}


async def listed(service: Service) -> None:
    """Open the list of what is decided, asked for and not assessed."""
    answer = await Raw(service.slack).press("assessment.list", "all", user="UPRIYA")
    assert "Suspected and not assessed" in answer.text


async def commanded(service: Service) -> None:
    """Have this week's digest posted and delivered."""
    await service.workspace.command("/allocations", by="helen")


async def questioned(service: Service) -> None:
    """Ask for what is missing: it stands on the Homes of those who are asked."""
    service.skip_to(2026, 9, 14, 0, 5)
    await service.go_to(2026, 9, 14, 0, 20)


async def digested(service: Service) -> None:
    """Next week's, and nothing of the days before it, whose reminders overtake each other."""
    service.skip_to(2026, 9, 14, 7, 45)
    await service.go_to(2026, 9, 14, 8, 5)


async def reminded(service: Service) -> None:
    """One message to each who owes something."""
    first = len(service.slack.calls)
    await service.go_to(2026, 9, 8, 8, 20)
    posts = Counter(call.args["channel"] for call in service.slack.calls[first:] if call.method == OURS[0])
    assert len(posts) >= len([role for _, _, role, *_ in STAFF.values() if role is not None])
    assert set(posts.values()) == {1}


@pytest.fixture(params=ENGINES)
async def schools(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Service, Service]]:
    """Yield the same school, small and large; delivery looks when it is told to, and puts no slow claim back."""
    monkeypatch.setattr("bot.delivery.send.LOOK_EVERY", 600.0)
    monkeypatch.setattr("bot.delivery.send.FRESH", 600.0)
    with databases.copy(request.param, tmp_path) as small, databases.copy(request.param, tmp_path) as large:
        async with a_service(small) as first, a_service(large) as second:
            fill_school(first, SMALL)
            fill_school(second, LARGE)
            yield first, second


async def test_nothing_costs_more_in_a_school_a_hundred_times_as_large(schools: tuple[Service, Service]) -> None:
    costs: dict[str, list[Cost]] = {}
    for service in schools:
        for name, do in DOINGS.items():
            with counting(service) as cost:
                await do(service)
            costs.setdefault(name, []).append(cost())
    wrong = [fault for name, (small, large) in costs.items() for fault in dearer(name, small, large)]
    assert wrong == [], "\n".join(wrong)


def dearer(name: str, small: Cost, large: Cost) -> Iterator[str]:
    """Yield what grew; a digest may cost more for each further page, as long as its pages fit a thread."""
    pages = sum(large.calls.values()) - sum(small.calls.values())
    unchanged = UNCHANGED_PAGES.get(name, 0) * A_PAGE
    if large.statements > small.statements + A_LOOK + max(0, pages) * A_MESSAGE + unchanged:
        yield f"{name}: {small.statements} statements became {large.statements}"
    if pages > MORE_PAGES.get(name, 0):
        yield f"{name}: {small.calls} became {large.calls}"
    if large.blocks > MOST_BLOCKS.get(name, 50):
        yield f"{name}: {large.blocks} blocks"


def of_step(kind: DutyKind) -> str:
    return f"d7{STEPS.index(kind)}"


# What opens with a look-up, and with what value Helen presses it.
LOOK_UPS = {
    "allocate.open": of_step(DutyKind.ALLOCATE),
    "allocate.first_day": "l7",
    "action.add": "l7",
    "step.give": of_step(DutyKind.FAMILY),
    "refer.open": "",
    "settings.channel": "",
    "settings.term_dates": "",
    "settings.day": "",
    "settings.hours": "",
    "settings.days": "",
    "scale.add": "",
}


@contextmanager
def counting_steps(service: Service) -> Iterator[list[int]]:
    """Yield how many steps SQLite's machine takes for each look-up from here on."""
    database, counts = service.bot.desk.database, [0]
    looking_up = database.looking_up

    def step() -> int:
        counts[-1] += 1
        return 0

    @contextmanager
    def counted() -> Iterator[Session]:
        with looking_up() as session:
            counts.append(0)
            connection = session.connection().connection.driver_connection
            assert isinstance(connection, sqlite3.Connection)
            connection.set_progress_handler(step, 1)
            try:
                yield session
            finally:
                connection.set_progress_handler(None, 0)

    database.looking_up = counted  # type: ignore[method-assign]  # what else would see each of them
    try:
        yield counts
    finally:
        database.looking_up = looking_up  # type: ignore[method-assign]  # as above


async def test_a_look_up_takes_few_steps_in_a_school_of_any_size(databases: Databases, tmp_path: Path) -> None:
    """Bound what holds up everything else on SQLite. A step takes some 50 ns, so MOST_STEPS are far below 2 ms."""
    most: dict[str, list[int]] = {}
    for pupils in (SMALL, LARGE):
        with databases.copy("sqlite", tmp_path) as url:
            async with a_service(url) as service:
                fill_school(service, pupils)
                for action_id, value in LOOK_UPS.items():
                    with counting_steps(service) as counts:
                        answer = await Raw(service.slack).press(action_id, value, user="UHELEN")
                    assert answer.opened, action_id
                    assert len(counts) > 2, action_id
                    most.setdefault(action_id, []).append(max(counts))
    assert all(large <= MOST_STEPS and large <= 2 * small for small, large in most.values()), most
