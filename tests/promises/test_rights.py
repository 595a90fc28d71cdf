"""Nobody sees or does what is not theirs: each gesture of each capability, tried by each kind of person."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import pytest

from bot.forms.fields import TYPED
from bot.forms.render import BACK, FRESH, NEXT
from models.requests.looks import REFUSED
from tests.promises import matrix
from tests.promises.doors import EVERYTHING, FORMS, ROWS, Row, filled, in_scenes
from tests.promises.matrix import Case
from tests.promises.stage import Stage
from tests.raw import Answer

POLITE = "Halfterm is for the staff of this service"


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


class Person(NamedTuple):
    """Somebody by what they are to the pupil and by their role; whoever is something may be of any role."""

    what: str
    role: str = ""

    @property
    def names(self) -> set[str]:
        """The names of the matrix that fit: each gives its rights."""
        return {self.what, self.role} - {""}


class Tried(NamedTuple):
    """Whether a gesture was allowed, which words of READERS were seen, and what was wrong with it."""

    happened: bool
    saw: set[str]
    wrong: list[str]


# Those for whom the scene is the same. The leaver comes last, since whoever has left stays away.
TOGETHER = {
    "nobody to the pupil": [
        *(Person(role, role) for role in matrix.ROLES),
        *(Person(who) for who in sorted(matrix.OUTSIDE - {matrix.LEAVER})),
        Person(matrix.LEAVER),
    ]
} | {relation: [Person(relation, role)] for relation, role in matrix.RELATIONS.items()}
# A keyworker may be of any role: what role and relation give together is asked of one engine.
CROSSED = {matrix.KEYWORKER: [Person(matrix.KEYWORKER, role) for role in matrix.ROLES]}


@pytest.mark.parametrize("group", TOGETHER)
async def test_each_may_do_and_see_what_is_theirs_and_nothing_else(stage: Stage, group: str) -> None:
    # Each row and each group on both engines, and each row by each group on one of them.
    is_sqlite = stage.service.bot.desk.database.is_sqlite
    half = (list(TOGETHER).index(group) + is_sqlite) % 2
    people = CROSSED.get(group, TOGETHER[group]) if is_sqlite else TOGETHER[group]
    wrong = []
    for scene, rows in groupby(in_scenes(ROWS)[half::2], key=lambda row: row[2].scene):
        wrong += await try_all(stage, people, scene, list(rows))
    assert wrong == [], "\n".join(wrong)


async def try_all(stage: Stage, people: list[Person], scene: str, rows: list[Row]) -> list[str]:
    """Have each person try each row of a scene, and return in words what was wrong."""
    tried: dict[int, dict[Person, Tried]] = {n: {} for n in range(len(rows))}
    for person in people:
        await stage.set(person.what, scene)
        if person.role:
            await stage.become(person.role)
        for n, row in enumerate(rows):
            tried[n][person] = await try_it(stage, person, *row)
    found = [fault for one in tried.values() for each in one.values() for fault in each.wrong]
    return found + [fault for n, row in enumerate(rows) for fault in withheld(row, tried[n])]


async def try_it(stage: Stage, person: Person, kind: str, name: str, case: Case) -> Tried:
    """Try one row, and put back what it changed."""
    answer, case = await stage.gesture(kind, name, case), filled(case, stage.ids)
    changes = stage.changed()
    stage.put_back()
    happened, saw = done(answer, changes.verbs, case), seen(answer)
    row = f"{' and '.join(person.names)}: {kind} {name} {case.value}".strip()
    wrong = [f"{row} read {word}" for word in saw if not may_read(person, word, name)]
    if happened != case.allows(person.names):
        wrong.append(f"{row} was {'allowed' if happened else f'refused: {answer.text[:200]!r} {changes.verbs}'}")
    elif not happened and not (case.shows or case.opens == "barrier.set_guarded"):
        changed = [*changes.tables, *(["audit"] if changes.verbs - {REFUSED} else [])]
        wrong += [f"{row} was refused and yet changed {table}" for table in changed]
        wrong += [f"{row} was left without a word"] if not answer.said and kind != "options" else []
    if person.what in matrix.OUTSIDE and kind != "options" and POLITE not in answer.text:
        wrong.append(f"{row} was not refused politely")
    return Tried(happened, saw, wrong)


def done(answer: Answer, verbs: set[str], case: Case) -> bool:
    """Whether it happened."""
    if case.wrote:
        return case.wrote in verbs
    if case.opens:
        start = case.opens.removesuffix("*")
        return any(name == start or (case.opens != start and name.startswith(start)) for name in answer.opened)
    if case.shows:
        return case.shows in answer.text
    return POLITE not in answer.text


def seen(answer: Answer) -> set[str]:
    """Return the words of READERS that were shown, in text, in a field or on the Home."""
    shown = json.dumps([answer.ack, answer.views, answer.said, answer.home])
    return {word for word in matrix.READERS if word in shown}


def may_read(person: Person, word: str, name: str) -> bool:
    """Whether somebody may read a word behind this door."""
    rings = matrix.OWNER in person.names and name in matrix.CALLING and word in matrix.WHOM_TO_RING
    return rings or bool(person.names & matrix.READERS[word])


def withheld(row: Row, tried: dict[Person, Tried]) -> Iterator[str]:
    """Yield the words that one person was shown and another was not who may read them too, or should not have been."""
    kind, name, case = row
    let_in = {person: one for person, one in tried.items() if one.happened}
    if case.whole:
        in_part = {person: one for person, one in let_in.items() if not person.names & case.whole}
        let_in = {person: one for person, one in let_in.items() if person not in in_part}
        for person, one in in_part.items():
            yield from (
                f"{' and '.join(person.names)}: {kind} {name} showed {word}" for word in one.saw - {"Canary name"}
            )
    shown = set().union(*(one.saw for one in let_in.values()))
    for person, one in let_in.items():
        for word in sorted(shown - one.saw):
            if person.names & matrix.READERS[word]:
                yield f"{' and '.join(person.names)}: {kind} {name} did not show {word}"
