"""What a person put right stays put right: a file that still says what was wrong is named, and changes nothing."""

from datetime import date

from models.attendance.weeks import set_week
from models.contacts.people import Reach, mend_person, remove_person
from models.corrections.result import correct_result
from models.importing.sheet import Weight
from models.progress.results import ResultInput
from models.pupils.record import PlacementInput, PupilInput, change_placement, change_pupil
from models.tables.contact import Contact
from models.tables.correction import Correction
from models.tables.placement import AttendanceWeek, Placement, Registration, SenStatus
from models.tables.pupil import Pupil
from models.tables.result import Result, Source
from tests.handlers.importing.test_import import upload
from tests.handlers.pressing import press
from tests.handlers.teaching import kept
from tests.school import Service
from tests.truths.test_import import HEADINGS, imported

PUPILS = f"{HEADINGS},UPN,Main School,SEN Status,Contact 1 Name,Contact 1 Mobile,Contact 2 Name"
KAI = "Ashworth,Kai,14/05/2012,C,01/12/2025,{upn},{school},K,Jo Reed,{phone},Mark Reed"
FILE = f"{PUPILS}\n{KAI.format(upn='B801200005001', school='Hollins', phone='07700 900123')}"
WITHOUT_UPN = f"{PUPILS}\n{KAI.format(upn='', school='Hollins', phone='07700 900123')}"
RESULTS = "Legal Surname,Legal Forename,DOB,Subject,Scale,Result,Result date,Source\nAshworth,Kai,14/05/2012,Maths,"
RESULTS += "GCSE,4,01/09/2026,prior"
WEEKS = (
    "Legal Surname,Legal Forename,DOB,Week,Sessions offered,Sessions attended\nAshworth,Kai,14/05/2012,07/09/2026,10,7"
)


async def put_right(service: Service, **given: object) -> None:
    """Put right who Kai is, as the office would."""
    (placement,) = await kept(service, Placement)
    facts = {"forenames": "Kai", "surname": "Ashworth", "preferred_name": None, "born_on": date(2012, 5, 14)}
    facts |= {"upn": None, "nc_year_override": None} | given
    await service.change(change_pupil, placement.id, PupilInput(**facts), None, by="omar")  # type: ignore[arg-type]  # as a form would give it


async def left(service: Service, text: str) -> set[str]:
    """Import a file that must change nothing, and return the fields that it says it leaves."""
    plan = await imported(service, text)
    assert plan.is_empty
    assert all("put right here" in one.why or "removed here" in one.why for one in plan.findings)
    return {one.field for one in plan.findings if one.weight is Weight.LEFT}


async def test_a_name_and_a_birth_date_that_were_put_right_outlast_the_file_and_are_named(service: Service) -> None:
    await imported(service, FILE)
    await put_right(service, surname="Ashworth-Reed", born_on=date(2012, 5, 15), upn="B801200005001")
    assert await left(service, FILE) == {"Surname", "Born on"}
    (pupil,) = await kept(service, Pupil)
    assert (pupil.surname, pupil.born_on) == ("Ashworth-Reed", date(2012, 5, 15))


async def test_a_pupil_whose_name_was_put_right_is_no_second_child_without_a_upn(service: Service) -> None:
    await imported(service, WITHOUT_UPN)
    await put_right(service, born_on=date(2012, 5, 15))
    assert await left(service, WITHOUT_UPN) == {"Born on"}
    assert len(await kept(service, Pupil)) == 1


async def test_what_a_file_says_anew_is_no_news_of_old_and_still_changes_the_record(service: Service) -> None:
    await imported(service, FILE)
    await put_right(service, surname="Ashworth-Reed", upn="B801200005001")
    await imported(service, FILE.replace("Ashworth,", "Ashworth-Bell,"))
    await imported(service, FILE.replace("Hollins", "Eastfield"))
    await imported(service, FILE)
    assert [one.surname for one in await kept(service, Pupil)] == ["Ashworth-Bell"]
    assert [one.home_school for one in await kept(service, Placement)] == ["Hollins"]  # no person had put that right
    names = [one for one in await kept(service, Correction) if one.thing == "pupil"]
    lost = {(one.before["surname"], one.after["surname"]) for one in names}
    assert lost == {("Ashworth", "Ashworth-Reed"), ("Ashworth-Reed", "Ashworth-Bell")}


async def test_a_number_that_was_put_right_and_a_person_who_was_removed_do_not_come_back(service: Service) -> None:
    await imported(service, FILE)
    people = {one.name: one for one in await kept(service, Contact)}
    await service.change(mend_person, people["Jo Reed"].id, Reach("07700 900999", None, None), None, by="omar")
    await service.change(remove_person, people["Mark Reed"].id, by="omar")
    assert await left(service, FILE) == {"Contacts"}
    now = {(one.name, one.phone, one.removed_at is None) for one in await kept(service, Contact)}
    assert now == {("Jo Reed", "07700 900999", True), ("Mark Reed", None, False)}


async def test_a_placement_that_was_put_right_outlasts_the_file(service: Service) -> None:
    await imported(service, FILE)
    (placement,) = await kept(service, Placement)
    given = PlacementInput(
        "Northbrook",
        Registration.SINGLE,
        None,
        None,
        date(2026, 9, 7),
        None,
        "A fight",
        None,
        SenStatus.PLAN,
        *[None] * 3,
    )
    await service.change(change_placement, placement.id, given, None, "As the school says", by="omar")
    assert await left(service, FILE) == {"Home school", "Sen"}
    (placement,) = await kept(service, Placement)
    assert (placement.home_school, placement.sen) == ("Northbrook", SenStatus.PLAN)


async def test_a_grade_and_a_week_that_were_put_right_stand_alone_after_the_same_file(service: Service) -> None:
    await imported(service, FILE)
    await imported(service, RESULTS)
    (result,) = await kept(service, Result)
    given = ResultInput(Source.PRIOR, result.scale, "5", result.on)
    await service.change(correct_result, result.id, given, "Misread", None, by="priya")
    service.skip_to(2026, 9, 14, 9)
    await imported(service, WEEKS)
    await service.change(set_week, result.placement_id, date(2026, 9, 7), 10, 9, "Two marks were late", by="omar")
    assert await left(service, RESULTS) == {"Result"}
    assert await left(service, WEEKS) == {"Week"}
    assert [(one.offered, one.attended) for one in await kept(service, AttendanceWeek)] == [(10, 9)]
    assert [one.value for one in await kept(service, Result)] == ["5"]


async def test_the_page_says_what_it_was_what_it_is_and_who_put_it_right(service: Service) -> None:
    await imported(service, FILE)
    await put_right(service, surname="Ashworth-Reed", upn="B801200005001")
    (jo,) = [one for one in await kept(service, Contact) if one.name == "Jo Reed"]
    await service.change(mend_person, jo.id, Reach("07700 900999", None, None), None, by="omar")
    (placement,) = await kept(service, Placement)
    seen = {who: await page(service, placement.id, who) for who in ("helen", "omar", "sue")}
    assert "Pupil details: surname Ashworth → Ashworth-Reed\n   Omar Desai" in seen["helen"]
    assert "Contact, Jo Reed: phone 07700 900123 → 07700 900999\n   Omar Desai" in seen["omar"]
    assert "07700" not in seen["sue"]


async def page(service: Service, placement_id: str, by: str) -> str:
    await press(service, "pupil.open", placement_id, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def test_a_file_that_differs_is_never_said_to_be_the_same(service: Service) -> None:
    await imported(service, FILE)
    await put_right(service, surname="Ashworth-Reed", upn="B801200005001")
    said = await upload(service, ("pupils.csv", FILE))
    assert "Nothing to import" in said
    assert "Everything in the file is the same as here" not in said
    assert "1 cell says something else than the record, which stays as it is" in said
