"""Opening a pupil, looking at needs, correcting the record."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.allocations.allocate import allocate
from models.change import Change, Read
from models.contacts.lines import ContactInput
from models.tables.audit import Audit
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, Teaching
from models.tables.staff import Staff
from tests.handlers.pressing import press
from tests.school import STAFF, Service, a_pupil

SECRET = "Canary restricted"
MEDICAL = "Canary epilepsy"
PHONE = "07700 900123"


async def views(service: Service, verb: str = "pupil:view") -> list[str | None]:
    """Why each look was allowed, oldest first."""

    def find(read: Read) -> list[str | None]:
        return list(read.session.scalars(select(Audit.why).where(Audit.verb == verb).order_by(Audit.at)))

    return list(await service.read(find))


async def held(service: Service, placement_id: str, *names: str) -> list[Any]:
    """Return these attributes of the placement, or of its pupil where the placement has none of that name."""

    def find(read: Read) -> list[Any]:
        placement = read.get(Placement, placement_id)
        return [getattr(placement if hasattr(placement, name) else placement.pupil, name) for name in names]

    return list(await service.read(find))


async def a_full_pupil(service: Service) -> str:
    """With something in every place that is not for everybody; Ann teaches, Ben is the keyworker."""
    mother = ContactInput("Rosa Canary", relation="mother", phone=PHONE)
    placement_id = await a_pupil(
        service,
        upn="G001234567890",
        medical_need=MEDICAL,
        contacts=(ContactInput("Tom Canary", do_not_contact=True), mother),
        barriers=frozenset({BarrierKind.MEDICAL, BarrierKind.LEARNING}),
    )

    def fill(change: Change) -> None:
        staff = {one.slack_id: one for one in change.session.scalars(select(Staff))}
        placement = change.get(Placement, placement_id)
        placement.helps, placement.keyworker_id = "A quiet start", staff[STAFF["ben"][0]].id
        change.add(Teaching(placement_id=placement_id, staff_id=staff[STAFF["ann"][0]].id, subject="Maths"))
        for barrier in change.session.scalars(select(Barrier)):
            barrier.note, barrier.restricted_note = f"Note on {barrier.kind}", SECRET

    await service.change(fill)
    return placement_id


async def test_a_name_that_fits_one_pupil_opens_it_at_once_and_the_look_is_logged(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, "Kai Ashworth")
    answer = (await workspace.command("/pupil ashw", by="sue")).response
    assert "Kai (" in answer["text"]
    (button,) = answer["blocks"][-1]["elements"]
    assert button["url"] == f"slack://app?team={service.slack.team_id}&id={service.slack.app_id}&tab=home"
    assert await views(service) == ["staff"]
    home = await workspace.home(by="sue")
    assert "Kai Ashworth" in home.text
    assert "Next steps" in home.text


async def test_of_several_pupils_one_is_chosen_and_the_names_go(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await a_pupil(service, "Kai Bell")
    answer = (await workspace.command("/pupil kai", by="sue", room="allocations")).response
    options = answer["blocks"][0]["accessory"]["options"]
    assert [option["text"]["text"][:8] for option in options] == ["Kai Ashw", "Kai Bell"]
    await workspace.choose("Choose a pupil", options[1]["text"]["text"], by="sue", room="allocations")
    assert "Kai Bell" in (await workspace.home(by="sue")).text
    assert "Ashworth" not in workspace.in_room("allocations", by="sue")[-1].plain
    assert [message for message in workspace.in_room("allocations") if "Kai" in message.plain] == []


async def test_a_name_that_fits_nobody_says_so(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    answer = (await workspace.command("/pupil zebedee", by="sue")).response
    assert "No current pupil" in answer["text"]
    assert await views(service) == []


async def test_without_a_name_a_form_looks_the_pupil_up(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.command("/pupil", by="ann")
    assert await workspace.submit(by="ann", pupil="Kai Ashworth") == {}
    assert "is open on your Home tab" in workspace.modal(by="ann").text
    assert "Kai Ashworth" in (await workspace.home(by="ann")).text


async def test_who_has_left_is_opened_by_the_office_alone(service: Service, workspace: Client) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")

    def leave(change: Change) -> None:
        change.get(Placement, placement_id).left_on = date(2026, 9, 4)

    await service.change(leave)
    refused = (await workspace.command("/pupil kai", by="ann")).response
    assert "No current pupil" in refused["text"]
    await press(service, "pupil.open", placement_id, by="ann")
    assert "you do not have access" in workspace.direct_messages(to="ann")[-1].plain
    assert await views(service) == []
    await workspace.command("/pupil kai", by="omar")
    assert "Left on Friday 4 September 2026" in (await workspace.home(by="omar")).text


@pytest.mark.parametrize(
    ("by", "sees"),
    [
        ("helen", {"contacts", "medical", "restricted", "upn"}),
        ("priya", {"contacts", "medical", "restricted", "upn"}),
        ("omar", {"contacts", "medical", "upn"}),
        ("ben", {"contacts", "medical", "restricted"}),
        ("ann", {"contacts", "medical"}),
        ("dan", {"contacts", "medical", "restricted", "upn"}),
        ("sue", set()),
    ],
)
async def test_each_sees_what_is_theirs(service: Service, workspace: Client, by: str, sees: set[str]) -> None:
    await a_full_pupil(service)
    await workspace.command("/pupil kai", by=by)
    text = (await workspace.home(by=by)).text
    words = {"contacts": PHONE, "medical": MEDICAL, "restricted": SECRET, "upn": "G001234567890"}
    assert {name for name, word in words.items() if word in text} == sees
    assert ("Note on medical" in text) == ("medical" in sees)
    assert "Note on learning" in text
    assert "A quiet start" in text


async def test_who_must_not_be_contacted_stands_first(service: Service, workspace: Client) -> None:
    await a_full_pupil(service)
    await workspace.command("/pupil kai", by="helen")
    text = (await workspace.home(by="helen")).text
    assert text.index("DO NOT CONTACT") < text.index("Tom Canary") < text.index("Rosa Canary")


async def test_every_member_of_staff_may_look_at_the_needs_and_the_look_is_logged(
    service: Service, workspace: Client
) -> None:
    placement_id = await a_full_pupil(service)
    await press(service, "pupil.needs", placement_id, by="sue")
    needs = workspace.modal(by="sue").text
    assert "A quiet start" in needs
    assert "Note on learning" in needs
    assert "Maths: Ann Lister" in needs
    for hidden in ("Note on medical", SECRET, MEDICAL, PHONE, "Rosa"):
        assert hidden not in needs
    assert await views(service, "needs:view") == ["staff"]


async def test_the_needs_lead_on_to_the_page(service: Service, workspace: Client) -> None:
    placement_id = await a_full_pupil(service)
    await press(service, "pupil.needs", placement_id, by="ann")
    await workspace.click("Open on my Home tab", by="ann")
    assert "is open on your Home tab" in workspace.modal(by="ann").text
    assert await views(service) == ["teaches"]


async def open_form(service: Service, button: str, by: str = "helen", name: str = "kai") -> None:
    await service.workspace.command(f"/pupil {name}", by=by)
    await service.workspace.home(by=by)
    await service.workspace.click(button, by=by)


async def test_a_name_can_be_corrected_and_the_page_follows(service: Service, workspace: Client) -> None:
    placement_id = await a_pupil(service, "Kay Ashworth")
    await open_form(service, "Edit pupil details", name="kay")
    assert await workspace.submit(by="helen", forenames="Kai", upn="G001234567890") == {}
    assert await held(service, placement_id, "forenames", "upn") == ["Kai", "G001234567890"]
    assert "Kai Ashworth" in (await workspace.home(by="helen")).text
    assert (await workspace.command("/pupil kai", by="sue")).response["text"].startswith("Kai (")


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("upn", "B001234567890", {"UPN": "The check letter should be G. Check the UPN for a typing mistake."}),
        ("date_of_birth", "2025-05-14", {"Date of birth": "Check the date of birth: no pupil is that age."}),
    ],
)
async def test_what_cannot_be_right_is_said_beside_its_field(
    service: Service, workspace: Client, field: str, typed: str, error: dict[str, str]
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await open_form(service, "Edit pupil details")
    assert await workspace.submit(by="helen", **{field: typed}) == error


async def test_another_pupils_upn_is_refused_beside_the_field(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Lee Bell", upn="G001234567890")
    await a_pupil(service, "Kai Ashworth")
    await open_form(service, "Edit pupil details")
    errors = await workspace.submit(by="helen", upn="G001234567890")
    assert list(errors) == ["UPN"]
    assert "Lee" not in errors["UPN"]


async def test_a_keyworker_corrects_the_name_without_seeing_the_upn(service: Service, workspace: Client) -> None:
    placement_id = await a_full_pupil(service)
    await open_form(service, "Edit pupil details", by="ben")
    assert workspace.modal(by="ben").fields["UPN"] in ("", None)
    assert await workspace.submit(by="ben", preferred_name="Kit") == {}
    assert await held(service, placement_id, "preferred_name", "upn") == ["Kit", "G001234567890"]


async def test_who_may_not_change_the_record_has_no_button_and_is_refused(service: Service, workspace: Client) -> None:
    placement_id = await a_full_pupil(service)
    await workspace.command("/pupil kai", by="ann")
    buttons = (await workspace.home(by="ann")).buttons
    assert not {"Edit placement", "Edit pupil details"} & set(buttons)
    service.workspace._at_home.clear()
    await press(service, "pupil.edit", placement_id, by="ann")
    assert not workspace.has_modal(by="ann")


async def test_a_change_made_meanwhile_is_not_overwritten(service: Service, workspace: Client) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")
    await open_form(service, "Edit pupil details", by="helen")
    await open_form(service, "Edit pupil details", by="omar")
    assert await workspace.submit(by="omar", preferred_name="Kit") == {}
    (error,) = (await workspace.submit(by="helen", preferred_name="Kip")).values()
    assert error.startswith("Omar Desai changed this while you had it open.")
    assert await held(service, placement_id, "preferred_name") == ["Kit"]


async def test_the_stay_is_completed_and_its_dates_move_what_is_owed(service: Service, workspace: Client) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")
    await open_form(service, "Edit placement")
    why = "It came on Friday"
    await workspace.fill(by="helen", received_on="2026-09-04", referred_by="Mr Brook", reason_for_the_change=why)
    await workspace.click("Next: placement", by="helen")
    await workspace.fill(by="helen", first_day_of_the_exclusion="2026-09-03", looked_after="No", attendance="41")
    await workspace.click("Next: needs", by="helen")
    assert await workspace.submit(by="helen", what_helps="A quiet start") == {}
    assert await held(service, placement_id, "looked_after", "attendance", "helps") == [False, 41, "A quiet start"]
    due = await service.read(lambda read: {one.kind: one.due_on for one in read.session.scalars(select(Duty))})
    assert due[DutyKind.FAMILY] == date(2026, 9, 8)
    assert due[DutyKind.ALLOCATE] == date(2026, 9, 9)  # before full-time education must start
    assert due[DutyKind.PROVIDE] == date(2026, 9, 10)
    assert "must start by Thursday 10 September" in (await workspace.home(by="helen")).text
    await open_form(service, "Edit placement")
    await workspace.click("Next: placement", by="helen")
    assert workspace.modal(by="helen").fields["Looked-after child"] == "No"


async def test_a_stay_of_years_is_still_completed_but_takes_no_new_date_of_long_ago(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 3))
    service.clock.move_to(service.clock.now().replace(year=2027, month=11))
    await open_form(service, "Edit placement")
    await workspace.click("Next: placement", by="helen")
    errors = await workspace.submit(by="helen", first_day_of_the_exclusion="2026-09-02", attendance="41")
    assert list(errors.values()) == ["That is nearly a year ago, or longer. Check the year."]
    assert await workspace.submit(by="helen", first_day_of_the_exclusion="2026-09-03") == {}


async def test_a_barrier_is_set_from_the_page(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.command("/pupil kai", by="helen")
    await workspace.home(by="helen")
    await workspace.choose("Add or edit a barrier", "Learning difficulties", by="helen")
    assert (
        await workspace.submit(
            by="helen", how_sure="Suspected", what_has="Reads slowly", restricted_note=SECRET, what_was="Screening"
        )
        == {}
    )
    text = (await workspace.home(by="helen")).text
    for shown in ("*Learning difficulties* – suspected", "Reads slowly", SECRET, "Decided: Screening"):
        assert shown in text


async def test_the_office_changes_a_barrier_and_keeps_the_note_that_it_may_not_see(
    service: Service, workspace: Client
) -> None:
    await a_full_pupil(service)
    await workspace.command("/pupil kai", by="omar")
    await workspace.home(by="omar")
    await workspace.choose("Add or edit a barrier", "Learning difficulties", by="omar")
    assert "Restricted note" not in workspace.modal(by="omar").fields
    assert await workspace.submit(by="omar", how_sure="Identified") == {}

    def find(read: Read) -> list[tuple[BarrierStatus, str | None]]:
        rows = select(Barrier.status, Barrier.restricted_note).where(Barrier.kind == BarrierKind.LEARNING)
        return [(row.status, row.restricted_note) for row in read.session.execute(rows)]

    assert await service.read(find) == [(BarrierStatus.IDENTIFIED, SECRET)]


async def test_the_keyworker_of_an_excluded_pupil_is_offered_to_set_the_first_day(
    service: Service, workspace: Client
) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 3))
    ann = (await service.actor("ann")).staff_id
    for buttons in (False, True):
        await workspace.command("/pupil kai", by="ann")
        assert ("First day" in (await workspace.home(by="ann")).buttons) is buttons
        await service.change(allocate, placement_id, ann, [], None, by="helen")
