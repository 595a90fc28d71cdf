"""The service's settings, for Heads: the staff channel, the hours and the days for each step."""

from dataclasses import fields
from datetime import time
from enum import StrEnum
from typing import Annotated, ClassVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import Form, Number, Page, Pick, Room, Time
from bot.forms.opening import Filled
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.request import Request
from bot.slack.api_errors import reason
from bot.slack.channels import members_of, room_problem
from bot.slack.users import about, name_of
from models.administration.settings import (
    CHANNEL,
    HOURS,
    STEP_DAYS,
    Hours,
    choose_channel,
    set_hours,
    set_step_days,
    settings_prefill,
)
from models.administration.staff_list import slack_ids
from models.change import Read
from models.duties.due_dates import FEWEST_DAYS, MOST_DAYS, StepDays
from models.errors import Refused

MOST_NAMES = 5


class Weekday(StrEnum):
    """A day of the week on which the allocations meeting can be held."""

    MONDAY = "0"
    TUESDAY = "1"
    WEDNESDAY = "2"
    THURSDAY = "3"
    FRIDAY = "4"

    @property
    def label(self) -> str:
        return self.name.capitalize()


class ChannelForm(Form):
    """The form for the staff channel, to which the digest is posted."""

    name = "settings.channel"
    title = "Staff channel"
    keep_draft = True

    channel: Annotated[
        str,
        Room(
            "Channel for the allocations digest",
            hint="Private, not shared with others, and with only staff in it. Invite Halfterm to it first.",
        ),
    ]


class HoursForm(Form):
    """The form for the hours at which the bot posts and sends messages."""

    name = "settings.hours"
    title = "Hours"
    keep_draft = True

    digest_weekday: Annotated[Weekday, Pick("Day of the allocations meeting")]
    digest_at: Annotated[time, Time("Allocations digest at")]
    nudge_at: Annotated[time, Time("Daily reminder at")]
    day_starts: Annotated[time, Time("No reminders before", hint="07:30 or later.")]
    day_ends: Annotated[time, Time("No reminders after", hint="18:00 or earlier.")]


def days(label: str) -> Number:
    """Return a field for a number of school days."""
    return Number(label, min=FEWEST_DAYS, max=MOST_DAYS)


class StepDaysForm(Form):
    """The form for the number of school days that each step may take."""

    name = "settings.days"
    title = "Days for each step"
    keep_draft = True
    pages: ClassVar[tuple[Page, ...]] = (
        Page("From the referral", "family", "professionals", "book", "hold", "missing"),
        Page("From the first day", "baseline", "target", "profile", "assessment", "plan"),
    )

    family: Annotated[int, days("School days to contact the family")]
    professionals: Annotated[int, days("School days to contact professionals")]
    book: Annotated[int, days("School days to book the planning meeting")]
    hold: Annotated[int, days("School days to hold the planning meeting")]
    baseline: Annotated[int, days("School days from first day to baselines")]
    target: Annotated[int, days("School days from first day to targets")]
    missing: Annotated[int, days("School days to find missing data")]
    profile: Annotated[int, days("School days from first day to learning profile")]
    assessment: Annotated[int, days("School days of the initial assessment period")]
    plan: Annotated[int, days("School days from first day to the plan")]


async def offer_channel(request: Request) -> None:
    """Open the form that chooses the staff channel."""
    known = await request.look_up(settings_prefill, CHANNEL)
    await request.open(ChannelForm, values={"channel": known.school.channel}, version=known.version)


async def save_channel(request: Request) -> Answer | None:
    """Save the staff channel, if Slack shows that only staff can read it. Raises Refused otherwise."""
    form = await request.form(ChannelForm)
    await check_room(request, form.channel)
    await request.save(form, choose_channel, form.channel, form.version)
    return done(request, "channel")


async def offer_hours(request: Request) -> None:
    """Open the form that changes the hours."""
    known = await request.look_up(settings_prefill, HOURS)
    values = known.school.model_dump(include=set(HOURS))
    values["digest_weekday"] = Weekday(str(known.school.digest_weekday))
    await request.open(HoursForm, values=values, version=known.version)


async def save_hours(request: Request) -> Answer | None:
    """Save the hours of the digest and the reminder."""
    form = await request.form(HoursForm)
    hours = Hours(int(form.digest_weekday), form.digest_at, form.nudge_at, form.day_starts, form.day_ends)
    moved = await request.save(form, set_hours, hours, form.version)
    return done(request, "hours", moved)


async def offer_days(request: Request) -> None:
    """Open the form that changes the days for each step."""
    known = await request.look_up(settings_prefill, STEP_DAYS)
    await request.open(StepDaysForm, values=vars(StepDays.read(known.school.step_days)), version=known.version)


def days_set(read: Read, about: str) -> Filled:  # noqa: ARG001 - as every refill
    """Return the days as they are set, for a page of the form that changes them."""
    return Filled(vars(StepDays.read(settings_prefill(read, STEP_DAYS).school.step_days)))


async def save_days(request: Request) -> Answer | None:
    """Save the days for each step, which also moves due dates of pupils who are here already."""
    form = await request.form(StepDaysForm)
    given = StepDays(**{field.name: getattr(form, field.name) for field in fields(StepDays)})
    moved = await request.save(form, set_step_days, given, form.version)
    return done(request, "days", moved)


def done(request: Request, what: str, moved: int = 0) -> Answer:
    """Return the answer that the settings are saved, and how many due dates moved."""
    text = request.words(f"administration/settings.{what}_saved", moved=moved)
    return Answer.with_view(saved_notice(request.words, text))


async def check_room(request: Request, room: str) -> None:
    """Refuse a channel where the bot cannot post, or where anybody but staff could read about pupils."""
    client = request.client
    try:
        info = (await client.conversations_info(channel=room))["channel"]
        problem = room_problem(info) or (None if info.get("is_member") else "not_in_channel")
        outsiders = set() if problem else await members_of(client, room)
    except SlackApiError as refused:
        problem, outsiders = reason(refused), set()
    if problem is not None:
        raise Refused(request.words("administration/settings.room_problem", problem=problem), field="channel")
    me = str((await client.auth_test())["user_id"])
    if outsiders := outsiders - set(await request.read(slack_ids)) - {me}:
        names = [await name_in_slack(client, one) for one in sorted(outsiders)[:MOST_NAMES]]
        raise Refused(
            request.words("administration/settings.outsiders", names=names, count=len(outsiders)), field="channel"
        )


async def name_in_slack(client: AsyncWebClient, slack_id: str) -> str:
    """Return the name in Slack of somebody who is not on the staff."""
    user = await about(client, slack_id)
    return name_of(user) if user else "someone Slack does not name"


CAPABILITY = Capability(
    "settings",
    actions={
        "settings.channel": offer_channel,
        "settings.hours": offer_hours,
        "settings.days": offer_days,
    },
    forms={
        ChannelForm: save_channel,
        HoursForm: save_hours,
        StepDaysForm: save_days,
    },
    refills={StepDaysForm: days_set},
)
