"""Names are found however they are typed, shown as the pupil is called, and asked about where two may be one child."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.workspace import Client
from models.errors import Refused
from models.names import is_related
from models.pupils.search import find_pupils
from models.referrals.refer import NewReferral, refer
from models.tables.placement import Registration
from models.tables.pupil import Pupil
from models.tables.staff import Staff, active_staff
from models.text import begins_words_of, folded
from models.upn import check_letter
from tests.handlers.pressing import press
from tests.handlers.referrals.test_refer import fill_page_one, rows
from tests.school import Service, a_pupil

BORN = date(2012, 5, 14)
FOUND = [
    ("o brien", "Sean O'Brien"),
    ("Brien", "Sean O'Brien"),
    ("obrien", "Sean O'Brien"),
    ("O’Brien", "Sean O'Brien"),
    ("O`Brien sean", "Sean O'Brien"),
    ("O'Neill", "Niamh O´Neill"),
    ("oneill", "Niamh O´Neill"),
    ("o neill", "Niamh O´Neill"),
    ("alsayed", "Yusuf Al-Sayed"),
    ("al sayed", "Yusuf Al-Sayed"),
    ("al–sayed", "Yusuf Al-Sayed"),
    ("sayed", "Yusuf Al-Sayed"),
    ('"Kai"', "Kai Ashworth"),
    ("“Kai”", "Kai Ashworth"),
    ("«kai ashworth»", "Kai Ashworth"),
    ("‘Kai’", "Kai Ashworth"),
    ("Kai?", "Kai Ashworth"),
    ("Kai ash worth", "Kai Ashworth"),
    ("kaiashworth", "Kai Ashworth"),
    ("dela cruz", "Kit de la Cruz"),
    ("delacruz", "Kit de la Cruz"),
    ("mc donald", "Ann McDonald"),
    ("jones", "Tia Smith-Jones"),
    ("smithjones", "Tia Smith-Jones"),
]
NAMES = sorted({name for _, name in FOUND})


@pytest.mark.parametrize(("typed", "name"), [pair for pair in FOUND if pair[0] not in ("kaiashworth", "Kai ash worth")])
def test_a_name_is_found_however_it_is_typed(typed: str, name: str) -> None:
    assert [each for each in NAMES if begins_words_of(typed, each)] == [name]


async def test_pupils_are_found_so_by_the_command_and_while_typing(service: Service, workspace: Client) -> None:
    for name in NAMES:
        await a_pupil(service, name)
    for typed, name in FOUND:
        if typed in ("kaiashworth", "Kai ash worth"):
            continue
        assert [one.name for one in await service.read(find_pupils, typed, by="sue")] == [name], typed
    for typed, name in (("o brien", "Sean O'Brien"), ("“Kai”", "Kai Ashworth"), ("O'Neill", "Niamh O´Neill")):
        await workspace.command("/pupil", by="sue")
        (offered,) = await workspace.suggest("Pupil", typed, by="sue")
        await workspace.close(by="sue")
        assert offered.startswith(name)
        await workspace.command(f"/pupil {typed}", by="sue")
        assert name in (await workspace.home(by="sue")).text


@pytest.mark.parametrize(("typed", "name"), [("Tom O'Neil & Co", "Tom O'Neil & Co"), ('"Kai Reed"', "Kai Reed")])
async def test_a_name_after_the_command_is_shown_as_it_was_typed(workspace: Client, typed: str, name: str) -> None:
    await workspace.command(f"/refer {typed}", by="helen")
    assert workspace.modal(by="helen").fields["Full name"] == name


async def test_an_ampersand_that_slack_escapes_is_one(workspace: Client) -> None:
    await workspace.command("/refer Tom O&Neil", by="helen")
    assert workspace.modal(by="helen").fields["Full name"] == "Tom O&Neil"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tia Smith-Jones", "Tia Jones"),
        ("Ellie Reed", "Eleanor Reed"),
        ("Ellie Reed", "Eleanor Marsh"),
        ("Mohammed Ali", "Muhammad Aly"),
        ("Reed, Ellie", "Eleanor Reed"),
        ("Kate O'Hara", "Katherine Ohara"),
        ("Yusuf Al-Sayed", "Yousef Sayed"),
        ("Samantha Reed", "Sam Reed-Cole"),
    ],
)
def test_names_with_a_part_or_a_variant_in_common_are_related(one: str, other: str) -> None:
    assert is_related(one, other)
    assert is_related(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Kai Ashworth", "Mila Okafor"), ("Ana de la Cruz", "Leo de Souza"), ("A B", "A C"), ("", "Kai")]
)
def test_other_names_are_not(one: str, other: str) -> None:
    assert not is_related(one, other)


@pytest.mark.parametrize(
    ("left", "again", "is_asked"),
    [
        ({}, {"full_name": "Tia Jones"}, True),
        ({"name": "Ellie Reed"}, {"full_name": "Eleanor Reed"}, True),
        ({"name": "Ellie Reed"}, {"full_name": "Mila Okafor"}, False),
        ({}, {"date_of_birth": "2012-05-15"}, True),
        ({"born_on": date(2012, 3, 7)}, {"date_of_birth": "2012-07-03"}, True),
        ({}, {"date_of_birth": "2010-11-30", "home_school": "Hollins High"}, False),
        ({}, {"date_of_birth": "2010-11-30"}, True),
    ],
    ids=["a part", "a variant", "another", "a day", "turned", "far away", "the same school"],
)
async def test_who_may_be_the_same_child_is_asked_about(
    service: Service, workspace: Client, left: dict[str, Any], again: dict[str, Any], is_asked: bool
) -> None:
    await a_pupil(service, **({"name": "Tia Smith-Jones", "born_on": BORN} | left))
    await workspace.command("/refer", by="helen")
    typed = {"full_name": "Tia Smith-Jones", "date_of_birth": BORN, "home_school": "Northbrook Academy"}
    await fill_page_one(workspace, **(typed | again))
    assert ("may have been here before" in workspace.modal(by="helen").text) is is_asked


async def test_the_channel_s_initials_are_of_the_name_that_a_pupil_is_called(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, "Samantha Reed", preferred_name="Alex")
    await service.go_to(2026, 9, 14, 9)
    digest = " ".join(one.plain for one in workspace.in_room("allocations"))
    assert "AR" in digest
    assert "SR" not in digest


async def test_lists_show_the_name_that_is_used_and_a_pupil_is_found_by_either(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service, "Samantha Reed", preferred_name="Alex")
    await press(service, "allocate.open", placement, by="helen")
    await workspace.submit(by="helen", keyworker="Ann Lister")
    await service.go_to(2026, 9, 28, 9)
    for reader in ("ann", "helen"):
        shown = (await workspace.home(by=reader)).text
        assert "Alex Reed" in shown
        assert "Samantha" not in shown
    for typed in ("sam", "alex"):
        assert "Alex Reed" in str(await workspace.suggest("Find a pupil", typed, by="ann"))


async def staff_called(service: Service, slack_id: str) -> Staff:
    return next(one for one in await service.read(lambda read: active_staff(read.session)) if one.slack_id == slack_id)


@pytest.mark.parametrize("name", ["Ann \u202eNew\u200bname", "Ann\u2066 Newname\u2069", "  Ann\u00a0Newname\ufeff"])
async def test_a_name_of_slack_s_is_cleaned_and_followed_on_the_list_and_in_the_digest(
    service: Service, workspace: Client, name: str
) -> None:
    placement = await a_pupil(service)
    await press(service, "allocate.open", placement, by="helen")
    await workspace.submit(by="helen", keyworker="Ann Lister")
    await service.go_to(2026, 9, 14, 8)
    await service.slack.announce_user_change(replace(service.slack.people["UANN"], real_name=name))
    await workspace.quiet()
    assert (await staff_called(service, "UANN")).name == "Ann Newname"
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Staff", by="helen")
    assert "Ann Newname" in workspace.modal(by="helen").text
    await workspace.close(by="helen", everything=True)
    await press(service, "pupil.open", placement, by="helen")
    page = (await workspace.home(by="helen")).text
    assert "Ann Newname" in page
    assert "Ann Lister" not in page


def test_an_apostrophe_is_nothing_whatever_its_kind() -> None:
    assert {folded(f"O{sign}Neill") for sign in "'’‘‛`´ʼʻʹ′＇"} == {"oneill"}


# UPNs.


PERMANENT, OTHER = "B801200005001", f"{check_letter('A801200005002')}801200005002"


async def test_a_upn_that_was_seen_and_cleared_is_gone(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, upn=PERMANENT)
    await press(service, "pupil.edit", placement, by="omar")
    assert await workspace.submit(by="omar", upn=None) == {}
    (pupil,) = await rows(service, Pupil)
    assert (pupil.upn, pupil.former_upn) == (None, None)


async def test_a_keyworker_who_does_not_see_the_upn_clears_none(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, upn=PERMANENT)
    await press(service, "allocate.open", placement, by="helen")
    await workspace.submit(by="helen", keyworker="Ann Lister")
    await press(service, "pupil.edit", placement, by="ann")
    assert await workspace.submit(by="ann", preferred_name="Kit") == {}
    assert [one.upn for one in await rows(service, Pupil)] == [PERMANENT]


async def test_a_permanent_upn_that_gives_way_to_another_is_kept_as_former(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, upn=PERMANENT)
    await press(service, "pupil.edit", placement, by="omar")
    assert await workspace.submit(by="omar", upn=OTHER) == {}
    (pupil,) = await rows(service, Pupil)
    assert (pupil.upn, pupil.former_upn) == (OTHER, PERMANENT)


async def test_a_referral_never_replaces_a_permanent_upn(service: Service) -> None:
    await a_pupil(service, upn=PERMANENT)
    (pupil,) = await rows(service, Pupil)
    again = NewReferral("Kai Ashworth", BORN, "Northbrook", Registration.SINGLE, "Back again", upn=OTHER)
    with pytest.raises(Refused, match="has another UPN"):
        await service.change(refer, again, pupil.id, by="helen")
    assert [one.upn for one in await rows(service, Pupil)] == [PERMANENT]
