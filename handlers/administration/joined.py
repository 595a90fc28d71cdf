"""Saying in a channel that Halfterm was added to what it posts there, when, and who sees it."""

from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.channels import room_problem
from handlers.administration.settings import Weekday
from models.school.settings import School


async def joined(request: Request) -> None:
    """Introduce Halfterm if it is Halfterm itself that has joined (docs.slack.dev, events/member_joined_channel)."""
    user, room = request.event.get("user"), request.event.get("channel")
    if not room or not any(one.get("user_id") == user for one in request.body.get("authorizations") or ()):
        return
    problem = room_problem((await request.client.conversations_info(channel=room))["channel"])
    school: School = await request.read(lambda read: read.school)
    weekday, is_chosen = Weekday(str(school.digest_weekday)).label, school.channel == room
    text = request.words(
        "administration/joined.text", problem=problem, weekday=weekday, at=school.digest_at, is_chosen=is_chosen
    )
    await request.client.chat_postMessage(
        channel=room, text=request.words("administration/joined.preview"), blocks=[blocks.section(text)]
    )


CAPABILITY = Capability("joined", events={"member_joined_channel": joined})
