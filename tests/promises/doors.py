"""Every door of the bot, by the matrix's names, and how one goes through it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.app import EVERYTHING
from bot.workspace import Person
from models.administration.leavers import follow_slack
from tests.promises import matrix
from tests.promises.matrix import Case
from tests.raw import Answer, Raw
from tests.school import STAFF, Service

FORMS = {form.name: form for capability in EVERYTHING for form in capability.forms}
Row = tuple[str, str, Case]
ROWS: tuple[Row, ...] = tuple(
    (kind, name, case)
    for kind, rows in (
        ("command", matrix.COMMANDS),
        ("shortcut", matrix.SHORTCUTS),
        ("action", matrix.ACTIONS),
        ("form", matrix.FORMS),
        ("options", matrix.OPTIONS),
    )
    for name, cases in rows.items()
    for case in cases
)


def in_scenes(rows: Iterable[Row]) -> list[Row]:
    """Return rows of one scene after each other, and in it those of one person, so that it is set once."""
    return sorted(rows, key=lambda row: (row[2].scene, min(row[2].who)))


def share_of(service: Service, rows: Iterable[Row]) -> list[Row]:
    """Return all rows by scene on SQLite, and every third on PostgreSQL: what is said does not depend on the engine."""
    return in_scenes(rows)[:: 1 if service.bot.desk.database.is_sqlite else 3]


async def quiet(service: Service) -> None:
    """Until everything that the last row had to say is said: the next begins with nothing."""
    while service.bot.delivery.is_busy or service.bot.desk.is_busy:  # noqa: ASYNC110 - Slack has no event for it
        await asyncio.sleep(0.002)


async def gesture(hand: Raw, kind: str, name: str, case: Case, user: str) -> Answer:
    """As Slack would send it."""
    match kind:
        case "command":
            return await hand.command(f"{name} {case.value}".strip(), user=user)
        case "shortcut":
            message = {"type": "message", "ts": "1.000002", "user": user, "text": "Kai was sent home"}
            return await hand.shortcut(name, user=user, message=message if name == "refer.message" else None)
        case "action":
            return await hand.press(name, case.value, user=user, how=case.how)
        case "form":
            version = int(case.version) if case.version else None
            return await hand.submit(FORMS[name], case.values, case.context, user=user, version=version)
        case _:
            form = FORMS["stay.carry" if name == "lookup.carried" else "contact.attempt"]
            view = form.view(context=case.context) if case.how == "in a form" else None
            return await hand.suggest(name, case.value, user=user, view=view)


def filled(case: Case, ids: Mapping[str, Any]) -> Case:
    """With the ids of the scene."""

    def fill(value: Any) -> Any:
        if isinstance(value, str):
            name = value[1:-1]
            return ids[name] if value == f"{{{name}}}" else value.format_map(ids)
        if isinstance(value, Mapping):
            return {key: fill(each) for key, each in value.items()}
        return [fill(each) for each in value] if isinstance(value, list) else value

    version = str(ids[case.version]) if case.version else ""
    filled = {name: fill(getattr(case, name)) for name in ("value", "shows", "values", "context")}
    return replace(case, version=version, **filled)


async def enter(service: Service, who: str, user: str = "") -> str:
    """Set the workspace up for this person (a leaver has left), and return their Slack id, or that of `user`."""
    service.slack.people["UELSA"] = Person("UELSA", "elsa", "Elsa Where", team_id="TELSEWHERE")
    service.slack.people["USPARE"] = Person("USPARE", "spare", "Spare Person")
    service.slack.people["UNEW"] = Person("UNEW", "nina", "Nina New")
    user = user or ("UELSA" if who == matrix.ELSEWHERE else STAFF[matrix.HANDLES[who]][0])
    if who == matrix.LEAVER:
        await service.change(follow_slack, [user], {})
    return user
