"""The form that completes or corrects a placement, with what was agreed about it."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Number, Page, Pick, Text, YesOrNo
from models.pupils.agreement import FIELDS, AgreementInput
from models.pupils.record import PlacementInput
from models.tables.placement import CommissionerKind, Consent, PlacementType, Registration, SenStatus, Timetable

WITH_CONSENT = "Needed with their answer."
OF_A_DATE = "Needed if you change or remove a date that was recorded, or consent. Heads are told of a date."
# The pages that what is owed opens at.
AGREEMENT, TIMETABLE = 3, 4


class PlacementForm(Form):
    """The form that completes or corrects a placement."""

    name = "placement.edit"
    title = "Edit placement"
    keep_draft = True
    pages = (
        Page("Referral", "home_school", "registration", "received_on", "referrer", "reason", "changed"),
        Page("Placement", "type", "excluded_on", "attendance", "sen", "looked_after", "planned_end"),
        Page("Needs", "emergency", "helps", "medical_need"),
        Page(
            "Agreement",
            *("commissioner_kind", "commissioner", "commissioner_person", "commissioner_contact"),
            *("objectives", "longest_weeks"),
        ),
        Page(
            "Timetable",
            *("hours", "timetable", "part_time_from", "part_time_until", "part_time_look_on", "part_time_why"),
        ),
        Page("Agreed", "transport", "consent", "consent_by", "consent_on", "risk_plan", "exam_entries"),
    )

    home_school: Annotated[str, Text("Home school")]
    registration: Annotated[Registration, Pick("Registration")]
    received_on: Annotated[date, Day("Received on")]
    referrer: Annotated[str | None, Text("Referred by")] = None
    reason: Annotated[str, Text("Reason for referral", long=True)]
    type: Annotated[PlacementType | None, Pick("Reason for placement")] = None
    excluded_on: Annotated[
        date | None,
        Day("First day of the exclusion or suspension", hint="Full-time education must start by the sixth school day"),
    ] = None
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_DATE)] = None
    attendance: Annotated[float | None, Number("Attendance at home school, %", min=0, max=100)] = None
    sen: Annotated[SenStatus | None, Pick("SEN status")] = None
    looked_after: Annotated[bool | None, YesOrNo("Looked-after child")] = None
    emergency: Annotated[
        str | None,
        Text(
            "Emergency line", max_length=200, hint="What all staff must know, for example: nut allergy, pen in office."
        ),
    ] = None
    planned_end: Annotated[date | None, Day("Planned end", hint="Halfterm asks in good time what comes next.")] = None
    helps: Annotated[
        str | None, Text("What helps", long=True, hint="All staff can see this: no health or family details.")
    ] = None
    medical_need: Annotated[
        str | None,
        Text("Medical need", long=True, hint="For the keyworker, teachers, the office, the SENCo, the DSL and Heads."),
    ] = None

    commissioner_kind: Annotated[CommissionerKind | None, Pick("Commissioned by", hint="Needed with the name.")] = None
    commissioner: Annotated[
        str | None, Text("Name of the school or authority", max_length=200, hint="Needed with what it is.")
    ] = None
    commissioner_person: Annotated[str | None, Text("Named person there", max_length=200)] = None
    commissioner_contact: Annotated[str | None, Text("Their phone or email", max_length=200)] = None
    objectives: Annotated[str | None, Text("Objectives of the placement", long=True, max_length=1000)] = None
    longest_weeks: Annotated[
        int | None,
        Number("Longest length, in weeks", min=1, max=150, hint="If no planned end was agreed. From the first day."),
    ] = None
    hours: Annotated[float | None, Number("Hours a week", min=0, max=40)] = None
    timetable: Annotated[Timetable | None, Pick("Timetable", placeholder="Not agreed yet")] = None
    part_time_from: Annotated[date | None, Day("Part-time from", hint="Needed if it is part-time.")] = None
    part_time_until: Annotated[date | None, Day("Part-time until", hint="Halfterm asks in good time what follows.")] = (
        None
    )
    part_time_look_on: Annotated[date | None, Day("Next look at it on")] = None
    part_time_why: Annotated[str | None, Text("Why part-time", long=True, max_length=300)] = None
    transport: Annotated[str | None, Text("Transport", max_length=300)] = None
    consent: Annotated[
        Consent | None,
        Pick(
            "Consent to share information",
            placeholder="Not asked",
            hint="Only what they said. Needed with who and when.",
        ),
    ] = None
    consent_by: Annotated[str | None, Text("Who gave or refused consent", max_length=200, hint=WITH_CONSENT)] = None
    consent_on: Annotated[date | None, Day("On which day?", hint=WITH_CONSENT)] = None
    risk_plan: Annotated[
        str | None, Text("Where the risk plan is kept", max_length=200, hint="Only the place, not what it says.")
    ] = None
    exam_entries: Annotated[str | None, Text("Exam entries", long=True, max_length=500)] = None

    def given(self) -> PlacementInput:
        """Return what the form says, as the rule takes it."""
        agreed = AgreementInput(**{name: getattr(self, name) for name in FIELDS})
        placement = {name: getattr(self, name) for name in PlacementInput.__dataclass_fields__ if name != "agreement"}
        return PlacementInput(**placement, agreement=agreed)
