"""Every door of the app, with its database, tried at random."""

import json
from collections.abc import Callable
from random import Random

from bot.workspace.state import payloads
from tests.fuzz.forms import Books
from tests.fuzz.texts import a_state, a_text
from tests.promises.canaries import recording
from tests.promises.doors import EVERYTHING, FORMS, quiet
from tests.promises.matrix import ACTIONS, OPTIONS, PAGING
from tests.promises.stage import a_stage
from tests.promises.test_fuzz import button, packed, prepare, send, submission, troubles
from tests.promises.test_surfaces import live, misshapen
from tests.raw import Json
from tests.school import Service

COMMANDS = sorted({command.name for each in EVERYTHING for command in each.commands})
BUTTONS = (*ACTIONS, *PAGING)
BATCH = 200  # after so many the local Slack forgets what it was told


async def go_through_app(service: Service, times: int, seed: int) -> Books:
    """Send `times` payloads to the app as a Head who is also the keyworker: every gate is open, every rule reached."""
    books, chance = Books(), Random(seed)  # noqa: S311 - repeatable, not secret
    with a_stage(service) as stage:
        await prepare(stage)
    ids = [str(each) for each in stage.ids.values()]
    while books.payloads < times:
        size = min(BATCH, times - books.payloads)
        with recording(service) as record:
            await send(record, (as_sent(a_payload(service, chance, ids)) for _ in range(size)))
            await quiet(service)
            books.unhandled += troubles(record)
            books.over += misshapen(record)
            books.live += live(record)
        books.payloads += size
        service.slack.calls.clear()
    return books


def as_sent(payload: Json) -> Json:
    """Return a payload as Slack can send it: JSON is UTF-8, which has no half characters."""
    sent: Json = json.loads(json.dumps(payload, ensure_ascii=False).encode("utf-8", "ignore"))
    return sent


def a_payload(service: Service, chance: Random, ids: list[str]) -> Json:
    """Make a gesture of Helen's: a press, a choice, a submission, letters in a look-up or a command."""

    def value() -> str:
        return chance.choice((chance.choice(ids), f"{chance.choice(ids)}:{a_text(chance)[:20]}", a_text(chance)[:2000]))

    match chance.randrange(5):
        case 0:
            return button(service, chance.choice(BUTTONS), value(), chosen=chance.random() < 0.3)
        case 1:
            asked = {"block_id": "b", "action_id": chance.choice(list(OPTIONS)), "value": a_text(chance)[:300]}
            return payloads.base(service.slack, "block_suggestion", "UHELEN") | asked
        case 2:
            room = service.slack.own_room("UHELEN")
            return payloads.command(service.slack, "UHELEN", room, chance.choice(COMMANDS), value())
        case _:
            return a_submission(service, chance, value)


def a_submission(service: Service, chance: Random, value: Callable[[], str]) -> Json:
    """Make a submission of a form about something that is there, or is not."""
    name, form = chance.choice(list(FORMS.items()))
    context = {key: value() for key in ("about", "placement", "a", "b", "kind", "side")}
    view = form.view(context={"about": "x"}) | {"private_metadata": packed(context)}
    sent = submission(service, name, view)
    for elements in sent["view"]["state"]["values"].values():
        for element in list(elements):
            elements[element] = a_state(chance)
    return sent
