"""/pupil - open a pupil on your own Home tab, see the needs, and correct the record."""

from typing import Annotated

from bot.forms import Form, Lookup
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Command
from bot.requests.duty_buttons import DutyButton
from bot.requests.limits import Counted
from bot.requests.notice import spoken
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.permalinks import home_button
from bot.slack.words import Mrkdwn, Words
from handlers.pupils import barrier, record
from handlers.pupils.needs import show_needs
from handlers.pupils.placement_form import PlacementForm
from models.home.app_home import show_pupil
from models.pupils.dates import DATE_CHANGED
from models.pupils.search import Found, find_anyone
from models.tables.duty import DutyKind


class FindForm(Form):
    """The form that asks which pupil to open."""

    name = "pupil.find"
    title = "Find a pupil"
    submit = "Open"

    pupil: Annotated[str, Lookup("Pupil", source="anyone", hint="Type a name or reference.")]


async def command(request: Request) -> Answer | None:
    """Open the one pupil whom the name fits, offer a choice if it fits several, or ask for a name if none was typed."""
    if not request.text:
        await request.open(FindForm)
        return None
    found = await request.read(find_anyone, request.text)
    if len(found) == 1:
        text = await _open(request, found[0].id)
        return Answer.with_text(text, spoken(text, _home(request)))
    return _choice(found, request.words) if found else Answer.with_text(request.words("pupils/open.nobody"))


async def choose(request: Request) -> Answer | None:
    """Open the pupil who was chosen from several, and show a link in the place of the names."""
    text = await _open(request, request.value)
    return await request.say(request.words("pupils/open.title"), text, _home(request), replace=True)


async def take_found(request: Request) -> Answer | None:
    """Open the pupil who was chosen in the form, and show a link."""
    form = await request.form(FindForm)
    text = await _open(request, form.pupil)
    return await request.say(request.words("pupils/open.title"), text, _home(request))


async def open_here(request: Request) -> Answer | None:
    """Open a pupil from a button or menu, and show a link, except in the App Home, which updates itself."""
    text = await _open(request, request.value)
    if request.is_in_home:
        return None
    return await request.say(request.words("pupils/open.title"), text, _home(request))


async def went(request: Request) -> None:
    """Take note that somebody pressed the link to their Home tab."""


async def _open(request: Request, placement_id: str) -> Mrkdwn:
    pupil = await request.change(show_pupil, placement_id)
    return request.words("pupils/open.link", pupil=pupil)


def _home(request: Request) -> blocks.Element:
    return home_button("Go to my Home tab", "pupil.go", request.team_id, request.app_id)


def _choice(found: list[Found], words: Words) -> Answer:
    options = [blocks.option(blocks.called(one.name, one.more), one.id) for one in found]
    text = words("pupils/open.several")
    menu = blocks.static_select("pupil.choose", options, placeholder="Choose a pupil")
    return Answer.with_text(text, [blocks.section(text, accessory=menu)])


CAPABILITY = Capability(
    "pupil",
    commands=(Command("/pupil", command, "Open a pupil on your Home tab, where only you can see it", "[name]"),),
    actions={
        "pupil.open": open_here,
        "pupil.jump": open_here,
        "pupil.mine": open_here,
        "pupil.choose": choose,
        "pupil.go": went,
        "pupil.needs": show_needs,
        "pupil.edit": record.offer_pupil,
        "placement.edit": record.offer_placement,
        "placement.agree": record.offer_agreement,
        "placement.timetable": record.offer_timetable,
        "placement.exclusion_date": record.offer_exclusion_date,
        "barrier.set": barrier.offer,
    },
    counted=dict.fromkeys(("pupil.open", "pupil.jump", "pupil.mine", "pupil.choose", "pupil.needs"), Counted.LOOK_UP),
    duties={
        DutyKind.EXCLUSION_DATE: DutyButton("placement.exclusion_date", "Enter the date"),
        DutyKind.AGREEMENT: DutyButton("placement.agree", "Agreement", "Placement agreement"),
        DutyKind.PART_TIME: DutyButton("placement.timetable", "Timetable", "Part-time timetable"),
    },
    refills={PlacementForm: record.placement_record},
    forms={
        FindForm: take_found,
        record.PupilForm: record.save_pupil,
        PlacementForm: record.save_placement,
        record.ExclusionDateForm: record.save_exclusion_date,
        barrier.BarrierForm: barrier.save,
        barrier.GuardedBarrierForm: barrier.save,
    },
    messages={DATE_CHANGED: record.date_changed_message},
)
