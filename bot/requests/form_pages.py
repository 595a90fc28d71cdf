"""The listeners that all forms share: turn a page, keep what is typed, start again, open what came too late."""

from collections.abc import Callable, Sequence
from datetime import date, time

from bot.forms.form import Form
from bot.forms.opening import is_empty
from bot.forms.render import BACK, FRESH, NEXT, lead_of
from bot.requests.answer import Answer
from bot.requests.busy import REOPEN_HOME, reopen_home
from bot.requests.capability import Capability, Screen
from bot.requests.child_protection import ASK, asked_over
from bot.requests.refusals import refuse_earlier_version
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from models.change import Change
from models.outbox.queue import Post
from models.requests.drafts import (
    WAITING,
    close_draft,
    draft_with,
    drop_draft,
    forget_old_drafts,
    has_left_out,
    is_kept,
    waiting_gesture,
)
from models.requests.dsl import ASKED, ask_dsl
from models.school.settings import School
from models.tables.message import Message
from models.tables.staff import Staff

OPEN = "form.open"


async def next_page(request: Request) -> None:
    """Turn to the next page of the form."""
    await _turn(request, lambda form, page: page + 1)


async def previous_page(request: Request) -> None:
    """Turn to the previous page of the form."""
    await _turn(request, lambda form, page: form.shape.page_before(page))


async def start_again(request: Request) -> None:
    """Throw away the draft and show the form anew. Its block ids are new: Slack would keep the typed text otherwise."""
    view = request.view
    if form := request.form_class:
        meta = form.meta(view)
        await request.change(drop_draft, meta.key)
        anew, lead = await request.held(form), lead_of(view)
        shown = form.view(anew.values, context=meta.context, version=meta.version, lead=lead, labels=anew.labels)
        await request.redraw(shown, request.view["hash"])


async def keep_page(request: Request) -> None:
    """Keep in the draft what has been typed or chosen so far."""
    if (form := request.form_class) and form.keep_draft:
        await request.keep_typed(form)


async def close_form(request: Request) -> None:
    """Keep the draft of a closed form, without what sounds like child protection; drop it if it is empty."""
    if (form := request.form_class) and form.keep_draft:
        await request.change(_close, form.meta(request.view).key)


def _close(change: Change, key: str) -> None:
    close_draft(change, key)
    if (draft := draft_with(change, key)) and is_empty(draft):
        drop_draft(change, key)


async def ask_the_dsl(request: Request) -> None:
    """Ask the DSL to come and talk, from a form whose text sounds like child protection, and say so there."""
    if not request.view:
        return
    names = await request.press(ask_dsl)
    await _turn(request, lambda form, page: page, asked_over(request.view, names, request.words))


async def open_late(request: Request) -> Answer | None:
    """Open a form that came too late for Slack, as it is now. Raises Refused if it was saved."""
    gesture = await request.look_up(waiting_gesture, request.value)
    if gesture is None:
        return await refuse_earlier_version(request)
    return await request.again(gesture, request.value)


def waiting_message(screen: Screen, message: Message) -> Post | None:
    """Render the button that opens a form which came too late; None once the form is no longer kept."""
    if not is_kept(screen.read, message.about):
        return None
    text = screen.words("requests/error.expired", left_out=has_left_out(screen.read, message.about))
    button = blocks.button(screen.words("requests/error.open_again"), OPEN, value=message.about, style="primary")
    return Post(text, [blocks.section(text), blocks.actions(button)])


def asked_message(screen: Screen, message: Message) -> Post:
    """Tell the DSL who asks them to come and talk, and when: neither about what, nor about whom."""
    name = screen.read.get(Staff, message.about).name
    text = screen.words("requests/child_protection.message", name=name, at=message.added_at)
    return Post(screen.words("requests/child_protection.preview"), [blocks.section(text)])


async def _turn(
    request: Request, turn: Callable[[type[Form], int], int], lead: Sequence[blocks.Block] | None = None
) -> None:
    """Show another page of the form, or the same with another `lead` at its top."""
    view, form = request.view, request.form_class
    if form is None:
        return
    if form.keep_draft:
        await request.keep_typed(form, leaving=True)
    meta, held = form.meta(view), await request.held(form)
    turned = form.view(
        {**held.values, **form.typed(view)},
        key=meta.key,
        page=turn(form, meta.page),
        version=meta.version,
        context=meta.context,
        lead=lead_of(view) if lead is None else lead,
        labels={**held.labels, **form.labels(view)},
    )
    await request.redraw(turned, request.view["hash"])


def forget_at(school: School, _day: date) -> time | None:
    """Return the time for forgetting old drafts: the start of the school day."""
    return school.day_starts


FORGET = Job("drafts.forget", forget_at, lambda school: school.day_ends, forget_old_drafts)
CAPABILITY = Capability(
    "form",
    actions={
        NEXT: next_page,
        BACK: previous_page,
        FRESH: start_again,
        OPEN: open_late,
        ASK: ask_the_dsl,
        REOPEN_HOME: reopen_home,
    },
    messages={WAITING: waiting_message, ASKED: asked_message},
    jobs=(FORGET,),
)
