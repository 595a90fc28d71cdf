"""My pupils in the App Home: those whom one teaches or is keyworker of, up to their last day."""

from datetime import UTC, date, datetime

from bot.app import EVERYTHING
from bot.delivery.render import Renderer
from bot.workspace import Client
from handlers.home.own_page import own_page
from models.allocations.allocate import allocate
from models.change import Change
from models.home.after_meeting import AfterMeeting
from models.home.first_steps import FirstStep
from models.home.no_destination import MOST_SHOWN, Unplaced, UnplacedList
from models.home.own_page import (
    MOST_DRAFTS,
    MOST_DUE,
    MOST_LATER,
    MOST_OFFERED,
    DraftLeft,
    DutyList,
    MyPage,
    OwnDuty,
)
from models.home.stuck import MOST_STUCK, Stuck, StuckList, Tried
from models.outbox.undelivered import Undelivered
from models.pupils.mine import MOST_PUPILS, MyPupil, MyPupils
from models.school.calendar import MissingTermDates, moved
from models.tables.contact import Outcome
from models.tables.duty import DutyKind
from models.tables.placement import Placement
from tests.handlers.teaching import a_taught_pupil
from tests.school import Service

DAY = date(2026, 9, 7)
A_LOT = 1_000
WHY = (Tried(DAY, "Ann", Outcome.NO_ANSWER, 3), ("the home school", DAY))


async def test_a_teacher_sees_their_own_pupils_with_year_reference_and_subject(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, "Kai Ashworth", subjects=("Maths",), keyworker="ben")
    await a_taught_pupil(service, "Zoe Birch", subjects=("English",), keyworker="ben")
    ann, ben = [(await workspace.home(by=who)).text.partition("*My pupils*")[2] for who in ("ann", "ben")]
    assert ann.startswith(" (1)")
    assert "*Kai Ashworth* · Year 10 · " in ann
    assert "\nMaths" in ann
    assert "Zoe" not in ann
    assert "Keyworker\n" in ben + "\n"
    assert "Keyworker · English" in ben


async def test_who_has_no_pupils_sees_no_empty_list(service: Service, workspace: Client) -> None:
    await a_taught_pupil(service)
    assert "My pupils" not in (await workspace.home(by="omar")).text


async def test_the_button_beside_a_pupil_opens_their_page(service: Service, workspace: Client) -> None:
    await a_taught_pupil(service, "Kai Ashworth", keyworker="sue")
    await workspace.home(by="sue")
    await workspace.click("Open", within="*Kai Ashworth*", by="sue")
    assert "Next steps" in (await workspace.home(by="sue")).text


async def test_a_pupil_is_mine_on_the_last_day_and_not_the_day_after(service: Service, workspace: Client) -> None:
    stay = await a_taught_pupil(service, "Kai Ashworth", keyworker="sue")
    await service.change(lambda change: setattr(change.get(Placement, stay), "left_on", change.today))
    assert "*My pupils* (1)" in (await workspace.home(by="sue")).text
    assert await workspace.suggest("Find a pupil", "kai", by="sue") != []
    await service.go_to(2026, 9, 8, 9)
    assert "My pupils" not in (await workspace.home(by="sue")).text
    assert await workspace.suggest("Find a pupil", "kai", by="sue") == []


async def test_who_is_keyworker_no_more_loses_the_pupil_from_the_list_at_once(
    service: Service, workspace: Client
) -> None:
    stay = await a_taught_pupil(service, keyworker="sue")
    assert "My pupils" in (await workspace.home(by="sue")).text
    ben = (await service.actor("ben")).staff_id
    await service.change(allocate, stay, ben, [], date(2026, 9, 8), by="helen")
    await workspace.quiet()
    assert "My pupils" not in str(service.slack.home("USUE"))


async def test_many_pupils_are_found_in_a_menu_before_a_letter_is_typed(service: Service, workspace: Client) -> None:
    stay = await a_taught_pupil(service, "Kai Ashworth", keyworker="sue")
    await a_taught_pupil(service, "Zoe Birch", keyworker="sue")

    def many(change: Change) -> None:
        first = change.get(Placement, stay)
        for _ in range(MOST_PUPILS - 1):
            more = Placement(pupil_id=first.pupil_id, home_school="Northbrook", registration=first.registration)
            more.keyworker_id, more.added_at = first.keyworker_id, change.now
            change.add(more)

    await service.change(many)
    home = await workspace.home(by="sue")
    assert "Zoe" not in home.text.partition("*My pupils*")[2].partition("*Coming up*")[0]
    assert f"*My pupils* ({MOST_PUPILS + 1})" in home.text
    assert home.text.count("\nKeyworker") == MOST_PUPILS
    assert len(await workspace.suggest("All my pupils", "", by="sue")) == MOST_PUPILS + 1
    await workspace.choose("All my pupils", "Zoe Birch", by="sue")
    assert "Back to my to-do list\nZoe Birch" in (await workspace.home(by="sue")).text


async def test_the_fullest_page_there_can_be_leaves_room_below_slacks_hundred_blocks(service: Service) -> None:
    def some(size: int) -> DutyList:
        return DutyList(tuple(_mine(f"{number}") for number in range(size)), A_LOT)

    pupil = MyPupil("p", "Kai Ashworth", "Year 9", "HT-1", is_keyworker=True, subjects=("Maths",))
    page = MyPage(
        today=DAY,
        is_new=True,
        is_head=True,
        due=some(MOST_DUE),
        reviews=A_LOT,
        pupils=MyPupils((pupil,) * MOST_PUPILS, A_LOT),
        later=some(MOST_LATER),
        put_off=some(1),
        offered=some(MOST_OFFERED),
        drafts=tuple(DraftLeft("d", "refer", "", datetime(2026, 9, 7, 8, tzinfo=UTC)) for _ in range(MOST_DRAFTS)),
        stuck=StuckList(
            tuple(
                Stuck(
                    str(one),
                    "Kai",
                    "Year 9",
                    "HT-1",
                    2,
                    6,
                    "Ann",
                    2,
                    False,
                    Tried(DAY, "Ann", Outcome.NO_ANSWER, 3),
                    ("the home school", DAY),
                )
                for one in range(MOST_STUCK)
            ),
            things=A_LOT,
            pupils=A_LOT,
        ),
        meeting=AfterMeeting(DAY, A_LOT, A_LOT, ("Kai",), A_LOT, ("Kai",), A_LOT),
        unplaced=UnplacedList((Unplaced("Kai Ashworth", "HT-1", DAY, "Ann", DAY),) * MOST_SHOWN, A_LOT),
        without_keyworker=1,
        needs_channel=True,
        sees_cohort=True,
        sees_unread=True,
        sees_gaps=True,
        sees_assessments=True,
        needs_term_dates=MissingTermDates(None, any_given=False),
        unsent=(Undelivered("m", "digest", None, "outcome_unknown"),) * A_LOT,
        first_steps=tuple(FirstStep),
    )
    render = Renderer(EVERYTHING, service.bot.desk.words)
    assert await service.read(lambda read: len(own_page(page, render.screen(read)))) <= 97


def _mine(placement: str) -> OwnDuty:
    return OwnDuty(
        id="d",
        kind=DutyKind.FAMILY,
        what="Contact the family",
        due_on=moved(DAY, -1),
        late=1,
        handed_over=None,
        days_tried=1,
        placement_id=placement,
        name="Kai Ashworth",
        year="Year 9",
        reference="HT-1",
        put_off_until=DAY,
        owner="Ann Lister",
        may_do=True,
        may_open=True,
    )
