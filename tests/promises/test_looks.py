"""Every look at a pupil can be accounted for: who looked, why, and who was refused."""

import json
from dataclasses import replace

from sqlalchemy import select

from models.change import Read
from models.tables.audit import Audit
from tests.promises import matrix
from tests.promises.doors import ROWS, enter, filled, gesture, quiet
from tests.raw import Raw
from tests.scene import set_scene
from tests.school import Service

# What is shown of a pupil beyond the name that all staff may read everywhere.
SHOWN = tuple(word for word in matrix.READERS if word not in ("Canary name", "Canary past"))
FACTS = (*SHOWN, "2012-05-14", "Northbrook")


def lines(read: Read) -> dict[str, tuple[str, str | None, str | None, str | None]]:
    """Return every line of the log by its id: what was done, to which pupil, by whom and why."""
    rows = select(Audit.id, Audit.verb, Audit.pupil_id, Audit.actor_id, Audit.why)
    return {row.id: (row.verb, row.pupil_id, row.actor_id, row.why) for row in read.session.execute(rows)}


async def test_whatever_shows_something_of_a_pupil_leaves_a_line_with_the_pupil(service: Service) -> None:
    unlogged = []
    for kind, name, case in ROWS:
        who = matrix.HEAD if matrix.HEAD in case.who else min(case.who)
        user = await enter(service, who)
        await quiet(service)
        ids = await service.change(set_scene, who, user, case.scene, by="helen")
        await quiet(service)
        before = await service.read(lines)
        answer = await gesture(Raw(service.slack), kind, name, filled(case, ids), user)
        await quiet(service)
        new = [line for line_id, line in (await service.read(lines)).items() if line_id not in before]
        seen = json.dumps([answer.ack, answer.views, answer.said])
        shown = [word for word in FACTS if word in seen]
        if shown and not {ids["pupil"], ids["past_pupil"]} & {pupil for _, pupil, _, why in new if why}:
            unlogged.append(f"{kind} {name} showed {shown} and logged {new}")
    assert unlogged == [], "\n".join(unlogged)


async def test_who_is_refused_a_look_at_a_pupil_leaves_a_line_that_says_what_was_asked(service: Service) -> None:
    user = await enter(service, matrix.SUPPORT)
    await quiet(service)
    ids = await service.change(set_scene, matrix.SUPPORT, user, "", by="helen")
    sue = (await service.actor("sue")).staff_id
    for action, value, pupil, why in (
        ("pupil.edit", ids["placement"], ids["pupil"], "pupil:change"),
        ("pupil.open", ids["past"], ids["past_pupil"], "pupil:past"),
        ("contact.edit", ids["contact"], ids["pupil"], "contact:change"),
    ):
        before = await service.read(lines)
        await Raw(service.slack).press(action, value, user=user)
        new = [line for line_id, line in (await service.read(lines)).items() if line_id not in before]
        assert new == [("access:refused", pupil, sue, why)]


async def test_who_is_refused_a_setting_or_is_nobody_here_leaves_a_line_too(service: Service) -> None:
    sue = (await service.actor("sue")).staff_id
    await Raw(service.slack).press("settings.hours", "", user="USUE")
    await Raw(service.slack).press("pupil.open", "x", user="UNOBODY")
    assert sorted(map(str, (await service.read(lines)).values())) == sorted(
        map(str, [("access:refused", None, sue, "setting:change"), ("access:refused", None, None, "stranger")])
    )


async def test_what_never_existed_leaves_no_line(service: Service) -> None:
    await Raw(service.slack).press("pupil.open", "nothing", user="USUE")
    assert await service.read(lines) == {}


async def test_letters_typed_into_one_look_up_are_one_look(service: Service) -> None:
    user = await enter(service, matrix.HEAD)
    ids = await service.change(set_scene, matrix.HEAD, user, "", by="helen")
    before = await service.read(lines)
    case = next(case for kind, name, case in ROWS if (kind, name) == ("options", "lookup.contact"))
    for letters in ("", "c", "ca"):
        await gesture(Raw(service.slack), "options", "lookup.contact", filled(replace(case, value=letters), ids), user)
    new = [line for line_id, line in (await service.read(lines)).items() if line_id not in before]
    assert [(verb, pupil) for verb, pupil, _, _ in new] == [("contact:view", ids["pupil"])]


async def test_whoever_is_in_the_table_of_all_pupils_was_looked_at(service: Service) -> None:
    user = await enter(service, matrix.HEAD)
    ids = await service.change(set_scene, matrix.TEACHES, "UANN", "reviewed", by="helen")
    for action in ("cohort.open", "cohort.export"):
        before = await service.read(lines)
        await Raw(service.slack).press(action, "x", user=user)
        await quiet(service)
        new = [line for line_id, line in (await service.read(lines)).items() if line_id not in before]
        assert ids["pupil"] in [pupil for _, pupil, _, _ in new]
