"""The emergency line is for all staff; the DSL reads all of a pupil that the SENCo reads, and sets none of it."""

import pytest

from bot.workspace import Client
from models.contacts.lines import ContactInput
from models.permission import Permission, Relation, Role
from models.rights import permissions_of
from models.tables.pupil import Pupil
from tests.handlers.pressing import press
from tests.handlers.referrals.test_refer import rows
from tests.school import STAFF, Service, a_pupil

LINE = "Nut allergy: pen in the office"
JO = ContactInput("Jo Reed", relation="mother", phone="07700 900123")


async def write_line(service: Service, workspace: Client, placement: str) -> None:
    await press(service, "placement.edit", placement, by="omar")
    for _ in range(2):
        await workspace.click(workspace.modal(by="omar").buttons[-1], by="omar")
    assert await workspace.submit(by="omar", emergency_line=LINE) == {}


@pytest.mark.parametrize("by", [handle for handle, (*_, role, _, _, _) in STAFF.items() if role is not None])
async def test_the_emergency_line_is_seen_by_all_staff_wherever_the_pupil_is_opened(
    service: Service, workspace: Client, by: str
) -> None:
    placement = await a_pupil(service)
    await write_line(service, workspace, placement)
    await workspace.command("/pupil Kai", by=by)
    assert LINE in (await workspace.home(by=by)).text
    await press(service, "pupil.needs", placement, by=by)
    assert LINE in workspace.modal(by=by).text
    assert not any(LINE in message.plain for message in workspace.messages)


async def test_the_emergency_line_stays_with_the_child(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await write_line(service, workspace, placement)
    assert [one.emergency for one in await rows(service, Pupil)] == [LINE]


async def test_the_dsl_reads_reason_contacts_and_medical_need(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(JO,), medical_need="Epilepsy", upn="B801200005001", looked_after=True)
    await press(service, "pupil.open", placement, by="dan")
    page = await workspace.home(by="dan")
    for word in ("after a fight", "Jo Reed", "07700 900123", "Epilepsy", "B801200005001", "Looked-after child*: yes"):
        assert word in page.text
    assert not {"Edit pupil details", "Edit placement", "Add contact details", "Edit"} & {*page.buttons}


def test_the_dsl_may_see_what_the_senco_sees_of_a_pupil_and_set_nothing_more_than_a_teacher() -> None:
    dsl, senco, teacher = (
        permissions_of(Relation(Role.TEACHER, dsl=is_dsl, senco=is_senco))
        for is_dsl, is_senco in ((True, False), (False, True), (False, False))
    )
    of_a_pupil = {Permission.STAY_SEE, Permission.UPN_SEE, Permission.CONTACT_SEE, Permission.MEDICAL_SEE}
    of_a_pupil |= {Permission.RESTRICTED_SEE, Permission.PROGRESS_SEE, Permission.PLAN_SEE}
    of_a_pupil |= {Permission.ASSESSMENT_LIST, Permission.DOCUMENT_MAKE}
    assert of_a_pupil <= dsl & senco
    assert dsl - teacher == of_a_pupil | {Permission.FILE_SEND}
