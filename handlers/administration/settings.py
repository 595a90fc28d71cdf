"""The service's settings, for Heads: staff channel, term dates, hours and how many days each step has."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.forms import Form, Number, Pick, Room, Text, Tick, Time, take
from bot.requests.modals import open_form
from bot.requests.replies import notice
from bot.runtime.desk import Desk
from bot.slack import blocks
from bot.slack.channels import members_of, room_problem
from bot.slack.users import about, name_of
from models.administration.settings import Hours, choose_channel, set_hours, set_step_days, set_term_dates, settings
from models.administration.staff_list import slack_ids
from models.change import Actor
from models.duties.due_dates import FEWEST_DAYS, MOST_DAYS, StepDays
from models.errors import Refused
from models.school.term_dates import HOW, TermDatesError, doubts, format_term_dates, parse_term_dates

MOST_PROBLEMS = 6
MOST_NAMES = 5


class Weekday(StrEnum):
    """A day on which there can be an allocations meeting."""

    MONDAY = "0"
    TUESDAY = "1"
    WEDNESDAY = "2"
    THURSDAY = "3"
    FRIDAY = "4"

    @property
    def label(self) -> str:
        return self.name.capitalize()


class ChannelForm(Form):
    """Where the digest goes."""

    name = "settings.channel"
    title = "Staff channel"

    channel: Annotated[
        str,
        Room(
            "Channel of the allocations digest",
            hint="A private one, not shared with others, with nobody in it but staff. Invite Halfterm to it first.",
        ),
    ]


class TermDatesForm(Form):
    """The school year, a line a half-term."""

    name = "settings.term_dates"
    title = "Term dates"
    keep_draft = True

    dates: Annotated[
        str,
        Text(
            "Half-terms and INSET days",
            long=True,
            hint="A line for each half-term: 2 Sep 2026 - 23 Oct 2026. Then: INSET 1 Sep 2026, 23 Oct 2026.",
        ),
    ]
    sure: Annotated[bool, Tick("If Halfterm asked you to look again", text="I have looked: the dates are right")] = (
        False
    )


class HoursForm(Form):
    """When the bot speaks."""

    name = "settings.hours"
    title = "Hours"

    digest_weekday: Annotated[Weekday, Pick("Day of the allocations meeting")]
    digest_at: Annotated[time, Time("Allocations digest at")]
    nudge_at: Annotated[time, Time("Daily reminder at")]
    day_starts: Annotated[time, Time("No reminder goes out before", hint="07:30 or later.")]
    day_ends: Annotated[time, Time("No reminder goes out after", hint="18:00 or earlier.")]


def days(label: str) -> Number:
    """How many school days."""
    return Number(label, min=FEWEST_DAYS, max=MOST_DAYS)


class StepDaysForm(Form):
    """How long each step may take."""

    name = "settings.days"
    title = "Days for each step"

    family: Annotated[int, days("School days until the family is contacted")]
    professionals: Annotated[int, days("... the professionals are contacted")]
    book: Annotated[int, days("... the planning meeting is booked")]
    hold: Annotated[int, days("... the planning meeting is held")]
    baseline: Annotated[int, days("School days from the first day until baselines are assessed")]
    target: Annotated[int, days("... targets are set")]


async def offer_channel(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """Channel was pressed."""
    school = await desk.read(settings, by=actor)
    await open_form(ChannelForm, body, client, desk, actor, values={"channel": school.channel})
    await ack()


async def save_channel(ack: AsyncAck, view: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """A channel was chosen; Slack says whether pupils may be written about there."""
    form = await take(ChannelForm, view, desk.drafts, actor)
    await check_room(client, desk, form.channel)
    await desk.change(choose_channel, form.channel, by=actor, key=form.key)
    await done(ack, desk, "channel")


async def offer_term_dates(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """Term dates was pressed."""
    school = await desk.read(settings, by=actor)
    lead = [blocks.section(desk.words("administration/settings.term_dates_lead"))]
    values = {"dates": format_term_dates(school.calendar) or None}
    await open_form(TermDatesForm, body, client, desk, actor, values=values, lead=lead)
    await ack()


async def save_term_dates(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The lines are read; what can hardly be right is asked about first."""
    form = await take(TermDatesForm, view, desk.drafts, actor)
    try:
        calendar = parse_term_dates(form.dates)
    except TermDatesError as wrong:
        raise Refused(in_short(wrong.problems), field="dates") from None
    if not calendar.known:
        raise Refused("Give at least one half-term.", field="dates")
    if (asked := doubts(calendar, desk.clock.today())) and not form.sure:
        raise Refused(f"{in_short(asked)}\nIs that right? Then tick the box below and save again.", field="dates")
    moved = await desk.change(set_term_dates, calendar, by=actor, key=form.key)
    await done(ack, desk, "term_dates", moved)


async def offer_hours(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """Hours was pressed."""
    school = await desk.read(settings, by=actor)
    values = school.model_dump(include={"digest_at", "nudge_at", "day_starts", "day_ends"})
    values["digest_weekday"] = Weekday(str(school.digest_weekday))
    await open_form(HoursForm, body, client, desk, actor, values=values)
    await ack()


async def save_hours(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The hours are kept."""
    form = await take(HoursForm, view, desk.drafts, actor)
    hours = Hours(int(form.digest_weekday), form.digest_at, form.nudge_at, form.day_starts, form.day_ends)
    moved = await desk.change(set_hours, hours, by=actor, key=form.key)
    await done(ack, desk, "hours", moved)


async def offer_days(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """Days for each step was pressed."""
    now = StepDays.read((await desk.read(settings, by=actor)).step_days)
    await open_form(StepDaysForm, body, client, desk, actor, values=vars(now))
    await ack()


async def save_days(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The days are kept, for those who are here already too."""
    form = await take(StepDaysForm, view, desk.drafts, actor)
    given = StepDays(form.family, form.professionals, form.book, form.hold, form.baseline, form.target)
    moved = await desk.change(set_step_days, given, by=actor, key=form.key)
    await done(ack, desk, "days", moved)


async def done(ack: AsyncAck, desk: Desk, what: str, moved: int = 0) -> None:
    """Say that it is saved, and what followed."""
    text = desk.words(f"administration/settings.{what}_saved", moved=moved)
    await ack(response_action="update", view=notice(desk.words("administration/settings.saved"), text))


async def check_room(client: AsyncWebClient, desk: Desk, room: str) -> None:
    """Refused, beside the field, where pupils could be read about by others than staff."""
    try:
        info = (await client.conversations_info(channel=room))["channel"]
        problem = room_problem(info) or (None if info.get("is_member") else "not_in_channel")
        outsiders = set() if problem else await members_of(client, room)
    except SlackApiError as refused:
        problem, outsiders = str(refused.response["error"]), set()
    if problem is not None:
        raise Refused(desk.words("administration/settings.room_problem", problem=problem), field="channel")
    me = str((await client.auth_test())["user_id"])
    if outsiders := outsiders - set(await desk.read(slack_ids)) - {me}:
        names = [await name_in_slack(client, one) for one in sorted(outsiders)[:MOST_NAMES]]
        raise Refused(
            desk.words("administration/settings.outsiders", names=names, count=len(outsiders)), field="channel"
        )


async def name_in_slack(client: AsyncWebClient, slack_id: str) -> str:
    """Of somebody who is not on the staff."""
    user = await about(client, slack_id)
    return name_of(user) if user else "somebody whom Slack does not name"


def in_short(problems: list[str]) -> str:
    """The first few, a line each; how to write it is said once, after them."""
    shown = [problem.removesuffix(f" {HOW}") for problem in problems[:MOST_PROBLEMS]]
    more = len(problems) - MOST_PROBLEMS
    advice = [HOW] if shown != problems[:MOST_PROBLEMS] else []
    return "\n".join([*shown, *([f"... and {more} more."] if more > 0 else []), *advice])


CAPABILITY = Capability(
    "settings",
    actions={
        "settings.channel": offer_channel,
        "settings.term_dates": offer_term_dates,
        "settings.hours": offer_hours,
        "settings.days": offer_days,
    },
    forms={
        ChannelForm: save_channel,
        TermDatesForm: save_term_dates,
        HoursForm: save_hours,
        StepDaysForm: save_days,
    },
)
