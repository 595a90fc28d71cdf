"""Nobody sees or does what is not theirs: each gesture of each capability, tried by each kind of person."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from bot.forms.fields import TYPED
from bot.forms.render import BACK, FRESH, NEXT
from models.change import Read
from models.requests.looks import REFUSED
from models.tables.audit import Audit
from models.tables.base import Base
from tests.promises import matrix
from tests.promises.doors import EVERYTHING, FORMS, ROWS, enter, filled, gesture, quiet
from tests.promises.matrix import Case
from tests.raw import Answer, Raw
from tests.scene import set_scene
from tests.school import Service

POLITE = "Halfterm is for the staff of this service"
# What the bot keeps for itself: nothing in these is anybody's doing.
OWN = {"message", "message_pupil", "draft", "submission", "slot", "handed_file"}


def test_every_door_of_every_capability_is_in_the_matrix() -> None:
    doors = {
        "command": {command.name for each in EVERYTHING for command in each.commands},
        "shortcut": {name for each in EVERYTHING for name in each.shortcuts},
        "action": {name for each in EVERYTHING for name in each.actions} - matrix.PAGING,
        "form": set(FORMS),
        "options": {name for each in EVERYTHING for name in each.options},
    }
    tried = {kind: {name for of, name, _ in ROWS if of == kind} for kind in doors}
    assert tried == doors
    events = {name for each in EVERYTHING for name in each.events}
    assert events == matrix.EVENTS | {matrix.HOME_EVENT}
    assert {NEXT, BACK, FRESH, TYPED} == matrix.PAGING


@pytest.mark.parametrize("who", sorted(matrix.HANDLES))
async def test_each_may_do_and_see_what_is_theirs_and_nothing_else(service: Service, who: str) -> None:
    stage = Stage(service, who, await enter(service, who))
    wrong = [fault for kind, name, case in ROWS for fault in await try_it(stage, kind, name, case)]
    assert wrong == [], "\n".join(wrong)


@dataclass
class Stage:
    """The school with a scene set, which is set anew only once something was changed in it."""

    service: Service
    who: str
    user: str
    setting: str | None = None
    ids: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    verbs: list[str] = field(default_factory=list)

    async def set(self, setting: str) -> None:
        """As the row needs it."""
        if setting != self.setting:
            await quiet(self.service)
            self.ids = await self.service.change(set_scene, self.who, self.user, setting, by="helen")
            self.setting, self.rows = setting, await self.service.read(everything)

    async def changed(self) -> list[str]:
        """Return the tables that the row changed; the scene is set anew for the next row if there are any but audit."""
        now = await self.service.read(everything)
        tables = [table for table, rows in now.items() if rows != self.rows[table]]
        self.setting = None if set(tables) - {"audit"} else self.setting
        self.verbs = [row.split("|")[0] for row in now["audit"] if row not in self.rows["audit"]]
        self.rows = now
        return tables


async def try_it(stage: Stage, kind: str, name: str, case: Case) -> list[str]:
    """Try one row, and return in words what was wrong with the answer."""
    await stage.set(case.scene)
    case, who = filled(case, stage.ids), stage.who
    answer = await gesture(Raw(stage.service.slack), kind, name, case, stage.user)
    await quiet(stage.service)  # a first direct message to somebody is a change of theirs
    changed, row = await stage.changed(), f"{who}: {kind} {name} {case.value}".strip()
    happened = done(answer, stage.verbs, case)
    wrong = [f"{row} read {word}" for word in leaked(answer, who, name)]
    if happened != (who in case.who):
        wrong.append(f"{row} was {'allowed' if happened else f'refused: {answer.text[:200]!r} {stage.verbs}'}")
    elif not happened and not (case.shows or case.opens == "barrier.set_guarded"):
        changed = [table for table in changed if table != "audit" or set(stage.verbs) != {REFUSED}]
        wrong += [f"{row} was refused and yet changed {table}" for table in changed]
        wrong += [f"{row} was left without a word"] if not answer.said and kind != "options" else []
    if who in matrix.OUTSIDE and kind != "options" and POLITE not in answer.text:
        wrong.append(f"{row} was not refused politely")
    return wrong


def done(answer: Answer, verbs: list[str], case: Case) -> bool:
    """Whether it happened."""
    if case.wrote:
        return case.wrote in verbs
    if case.opens:
        start = case.opens.removesuffix("*")
        return any(name == start or (case.opens != start and name.startswith(start)) for name in answer.opened)
    if case.shows:
        return case.shows in answer.text
    return POLITE not in answer.text


def leaked(answer: Answer, who: str, name: str) -> list[str]:
    """Return the words shown, in text or in a field, to somebody who may not read them."""
    seen = json.dumps([answer.ack, answer.views, answer.said])
    given = matrix.WHOM_TO_RING if who == matrix.OWNER and name in matrix.CALLING else frozenset()
    return [
        word for word, readers in matrix.READERS.items() if word in seen and who not in readers and word not in given
    ]


def everything(read: Read) -> dict[str, list[str]]:
    """Every row of every table that people change; of the audit the verb comes first."""
    tables = [table for name, table in Base.metadata.tables.items() if name not in OWN]
    found = {table.name: sorted(map(str, read.session.execute(select(table)))) for table in tables}
    lines = read.session.execute(select(Audit.verb, Audit.id))
    return found | {"audit": [f"{line.verb}|{line.id}" for line in lines]}
