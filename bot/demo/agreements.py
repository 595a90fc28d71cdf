"""What is agreed about the pupils of the invented school with those who commission their placements."""

from dataclasses import replace
from datetime import date, timedelta

from bot.demo.people import BY_NAME, Child
from bot.demo.referral import upn_of
from bot.demo.stays import Taught
from models.change import Change
from models.contacts.lines import read_line
from models.contacts.people import add_person
from models.pupils.agreement import AgreementInput, agreement_values, set_agreement
from models.pupils.record import PlacementInput, PupilInput, change_placement, change_pupil, placement_prefill
from models.tables.placement import CommissionerKind, Consent, Placement, PlacementType, Timetable

COUNCIL = (CommissionerKind.AUTHORITY, "Midshire Council", "Ola Brand, exclusions officer", "01632 960030")
OBJECTIVES = {
    PlacementType.EXCLUDED: "Keeps a full timetable without a fixed-term suspension; a place at a new school",
    PlacementType.AT_RISK: "Back in most lessons at the home school, with a mentor",
    PlacementType.MEDICAL: "Keeps up in English and Maths until well enough to go back",
    PlacementType.OUTREACH: "Comes on four days of five, and works with two others in the room",
}
A_SCHOOL_YEAR = 39  # weeks
LOOK_AFTER = timedelta(weeks=7)


def agree(change: Change, placement_id: str, one: Taught) -> None:
    """Agree a placement on the day of the planning meeting: with whom, what for, how long, and consent to share."""
    kind, commissioner, person, contact = _commissioner(one.child)
    agreed = AgreementInput(
        commissioner_kind=kind,
        commissioner=commissioner,
        commissioner_person=person,
        commissioner_contact=contact,
        objectives=OBJECTIVES[one.child.type],
        longest_weeks=None if one.ends else A_SCHOOL_YEAR,
        hours=25,
        timetable=Timetable.FULL_TIME,
        consent=Consent.GIVEN,
        consent_by=_carer(one.child),
        consent_on=change.today,
        risk_plan="The green folder in the office" if one.child.type is PlacementType.EXCLUDED else None,
    )
    set_agreement(change, placement_id, agreed)


def complete(change: Change, placement_id: str, child: Child) -> None:
    """Enter what was missing at the referral: the UPN, and somebody else to ring."""
    pupil = change.get(Placement, placement_id).pupil
    if pupil.upn is None:
        known = {name: getattr(pupil, name) for name in PupilInput.__dataclass_fields__}
        change_pupil(change, placement_id, PupilInput(**{**known, "upn": upn_of(child)}), None)
    aunt = f"Pat {pupil.surname}, aunt, 01632 960{201 + list(BY_NAME).index(child.name)}"
    for person in read_line(aunt):
        add_person(change, placement_id, person)


def agree_end(change: Change, placement_id: str, end: date) -> None:
    """Agree the planned end of a placement."""
    edit_placement(change, placement_id, planned_end=end)


def edit_placement(change: Change, placement_id: str, **new: object) -> None:
    """Change a placement on the form that edits it."""
    opened = placement_prefill(change, placement_id)
    values = {name: value for name, value in opened.values.items() if name in PlacementInput.__dataclass_fields__}
    change_placement(change, placement_id, PlacementInput(**{**values, **new}), opened.version)  # type: ignore[arg-type]  # the values of its own fields


def agree_mornings(change: Change, placement_id: str, until: date) -> None:
    """Agree that a pupil comes in the mornings only, from today until a day."""
    before = AgreementInput(**agreement_values(change, change.get(Placement, placement_id)))  # type: ignore[arg-type]  # the same fields
    agreed = replace(
        before,
        hours=12.5,
        timetable=Timetable.PART_TIME,
        part_time_from=change.today,
        part_time_why="Too tired for afternoons: the consultant's advice, agreed with the family",
        part_time_until=until,
        part_time_look_on=change.today + LOOK_AFTER,
    )
    set_agreement(change, placement_id, agreed, "The consultant advised it")


def _commissioner(child: Child) -> tuple[CommissionerKind, str, str, str]:
    if child.type in (PlacementType.EXCLUDED, PlacementType.MEDICAL):
        return COUNCIL
    return CommissionerKind.SCHOOL, child.home_school, "The head of inclusion", "01632 960040"


def _carer(child: Child) -> str:
    """Return who at home was at the meeting."""
    first = next(person for person in read_line(child.family) if not person.deceased)
    return f"{first.name}, {first.relation}" if first.relation else first.name
