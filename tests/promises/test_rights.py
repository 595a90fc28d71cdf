"""Nobody sees or does what is not theirs: each gesture of each capability, tried by each kind of person."""

import json
from collections.abc import Iterator, Mapping
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


def is_look(kind: str, case: Case) -> bool:
    """Whether a button shows something of a pupil; commands and menus lead to the same pages."""
    shows = case.wrote.endswith(":view") or case.shows.startswith("Canary")
    return shows and kind == "action" and case.how == "button"


# One door of each right in each scene, and every look.
SAMPLE = tuple(
    {(c.scene, c.who, c.also, name if is_look(kind, c) else ""): (kind, name, c) for kind, name, c in ROWS}.values()
)


@pytest.mark.parametrize("group", TOGETHER)
async def test_each_may_do_and_see_what_is_theirs_and_nothing_else(stage: Stage, group: str) -> None:
    # Each row by each group: on SQLite, but for every sixth, and each row by some group on both.
    is_sqlite, sixth = stage.service.bot.desk.database.is_sqlite, list(TOGETHER).index(group)
    share = [row for n, row in enumerate(in_scenes(ROWS)) if (n % 6 == sixth) is not is_sqlite]
    wrong = []
    for scene, rows in groupby(share, key=lambda row: row[2].scene):
        in_scene = list(rows)
        wrong += await try_all(stage, dict.fromkeys(TOGETHER[group], in_scene), scene)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("relation", matrix.RELATIONS | matrix.BESIDE)
async def test_a_role_and_what_one_is_to_the_pupil_give_what_either_gives(stage: Stage, relation: str) -> None:
    # The rules know no engine: SQLite is asked with each role that gives more than being on the staff, and with the
    # one that most who are this have; PostgreSQL with a Head's.
    roles = (*matrix.GIVING, (matrix.RELATIONS | matrix.BESIDE)[relation])
    is_sqlite = stage.service.bot.desk.database.is_sqlite
    people = [Person(relation, role) for role in (roles if is_sqlite else roles[:1])]
    wrong = []
    for scene, rows in groupby(in_scenes(SAMPLE), key=lambda row: row[2].scene):
        in_scene = list(rows)
        wrong += await try_all(stage, {each: [row for row in in_scene if meet(each, *row)] for each in people}, scene)
    assert wrong == [], "\n".join(wrong)


def meet(person: Person, kind: str, _name: str, case: Case) -> bool:
    """Whether role and relation could meet here: one gives the right and the other does not, or both are asked for.

    Everybody tries each look, and whoever is what gives no right tries every row. Where the DSL is let in by the file
    that they owe, nobody is by that duty alone.
    """
    if case.whole and person.role == matrix.DSL:
        return False
    by_one = (person.what in case.who) != (person.role in case.who)
    return by_one or bool(case.also) or is_look(kind, case) or person.what in matrix.BESIDE


async def try_all(stage: Stage, rows: Mapping[Person, list[Row]], scene: str) -> list[str]:
    """Have each person try their rows of a scene, and return in words what was wrong."""
    tried: dict[int, tuple[Row, dict[Person, Tried]]] = {id(row): (row, {}) for each in rows.values() for row in each}
    for person, theirs in rows.items():
        if theirs:
            await stage.set(person.what, scene)
        if theirs and person.role:
            await stage.become(person.role)
        for row in theirs:
            tried[id(row)][1][person] = await try_it(stage, person, *row)
    found = [fault for _, one in tried.values() for each in one.values() for fault in each.wrong]
    return found + [fault for row, one in tried.values() for fault in withheld(row, one)]


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
    by_step = matrix.BY_STEP if case.who == matrix.STAFF else frozenset()
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
            if person.names & matrix.READERS[word] - by_step:
                yield f"{' and '.join(person.names)}: {kind} {name} did not show {word}"
