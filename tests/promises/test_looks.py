"""Every look at a pupil can be accounted for: who looked, why, and who was refused."""

import json
from dataclasses import replace

from tests.promises import matrix
from tests.promises.doors import ROWS, quiet, share_of
from tests.promises.stage import Line, Stage
from tests.raw import Raw

# What is shown of a pupil beyond the name that all staff may read everywhere.
SHOWN = tuple(word for word in matrix.READERS if word not in ("Canary name", "Canary past"))
FACTS = (*SHOWN, "2012-05-14", "Northbrook")


async def test_whatever_shows_something_of_a_pupil_leaves_a_line_with_the_pupil(stage: Stage) -> None:
    unlogged = []
    for kind, name, case in share_of(stage.service, ROWS):
        await stage.set(min(case.who), case.scene)
        answer = await stage.gesture(kind, name, case)
        seen, new = json.dumps([answer.ack, answer.views, answer.said]), stage.changed().lines
        shown = [word for word in FACTS if word in seen]
        if shown and not {stage.ids["pupil"], stage.ids["past_pupil"]} & {line.pupil for line in new if line.why}:
            unlogged.append(f"{kind} {name} showed {shown} and logged {new}")
    assert unlogged == [], "\n".join(unlogged)


async def test_who_is_refused_a_look_at_a_pupil_leaves_a_line_that_says_what_was_asked(stage: Stage) -> None:
    sue = (await stage.service.actor("sue")).staff_id
    for action, thing, pupil, why in (
        ("pupil.edit", "placement", "pupil", "pupil:change"),
        ("pupil.open", "past", "past_pupil", "pupil:past"),
        ("contact.edit", "contact", "pupil", "contact:change"),
    ):
        await stage.set(matrix.SUPPORT, "")
        await Raw(stage.service.slack).press(action, stage.ids[thing], user=stage.user)
        assert stage.changed().lines == [Line("access:refused", stage.ids[pupil], sue, why)]


async def test_who_is_refused_a_setting_or_is_nobody_here_leaves_a_line_too(stage: Stage) -> None:
    sue = (await stage.service.actor("sue")).staff_id
    await Raw(stage.service.slack).press("settings.hours", "", user="USUE")
    assert stage.changed().lines == [Line("access:refused", None, sue, "setting:change")]
    stage.put_back()
    await Raw(stage.service.slack).press("pupil.open", "x", user="UNOBODY")
    assert stage.changed().lines == [Line("access:refused", None, None, "stranger")]


async def test_what_never_existed_leaves_no_line(stage: Stage) -> None:
    await Raw(stage.service.slack).press("pupil.open", "nothing", user="USUE")
    assert stage.changed().lines == []


async def test_letters_typed_into_one_look_up_are_one_look(stage: Stage) -> None:
    await stage.set(matrix.HEAD, "")
    case = next(case for kind, name, case in ROWS if (kind, name) == ("options", "lookup.contact"))
    for letters in ("", "c", "ca"):
        await stage.gesture("options", "lookup.contact", replace(case, value=letters))
    assert [(line.verb, line.pupil) for line in stage.changed().lines] == [("contact:view", stage.ids["pupil"])]


async def test_whoever_is_in_the_table_of_all_pupils_was_looked_at(stage: Stage) -> None:
    for action in ("cohort.open", "cohort.export"):
        await stage.set(matrix.TEACHES, "reviewed")
        await Raw(stage.service.slack).press(action, "x", user="UHUGO")
        await quiet(stage.service)
        assert stage.ids["pupil"] in [line.pupil for line in stage.changed().lines]
