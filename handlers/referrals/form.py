"""The referral form: the first page is enough, and everything else can come later."""

from collections.abc import Container
from dataclasses import replace
from datetime import date
from typing import Annotated, Self

from pydantic import field_validator, model_validator

from bot.forms import Day, Email, FieldError, Form, Number, Page, Phone, Pick, PickMany, Text, YesOrNo
from models.contacts.lines import ContactInput, read_line, read_people
from models.referrals.refer import NewReferral
from models.referrals.returning import EarlierStayAnswer
from models.tables.barrier import BarrierKind
from models.tables.contact import Flag, Side
from models.tables.placement import PlacementType, Registration, SenStatus
from models.upn import parse_upn

MINDED = "One person per line. Add notes between commas: do not contact, address withheld, Polish interpreter"


class ReferForm(Form):
    """The form for everything that a referral may say; every page after the first may be left empty."""

    name = "refer"
    title = "Refer a pupil"
    submit = "Refer"
    keep_draft = True
    own_words = True  # the name after the command, or the message that a referral is made from
    pages = (
        Page(
            "The pupil",
            *("full_name", "born_on", "home_school", "registration", "reason", "first_contact", "excluded_on"),
            note="You can refer with this page alone: press Refer, or add more",
        ),
        Page(
            "More about the pupil",
            *("preferred_name", "upn", "sen", "looked_after", "attendance", "medical_need"),
            note="All of this can wait",
        ),
        Page("The referral", "referrer", "received_on", "type", "barriers"),
        Page("First contact and others", "first_email", "first_flags", "first_interpreter", "others", "team"),
        Page(
            "A second contact",
            *("second_name", "second_relation", "second_phone", "second_email", "second_flags", "second_interpreter"),
        ),
        Page("Been here before?", "before", note="Only if Halfterm asks"),
    )

    full_name: Annotated[str, Text("Full name", max_length=120, placeholder="Forenames and surname")]
    born_on: Annotated[date, Day("Date of birth")]
    home_school: Annotated[str, Text("Home school")]
    registration: Annotated[Registration, Pick("Registration")]
    reason: Annotated[
        str,
        Text(
            "Reason for referral",
            long=True,
            hint="A few lines. Take child protection concerns to the DSL; never write them here.",
        ),
    ]
    first_contact: Annotated[
        str,
        Text(
            "First contact",
            max_length=120,
            placeholder="Name, relationship, phone",
            hint='For example: Jo Reed, mother, 07700 900123. Or write "none known".',
        ),
    ]
    excluded_on: Annotated[
        date | None,
        Day("Excluded or suspended? First day of it", hint="Full-time education must start by the sixth school day"),
    ] = None
    preferred_name: Annotated[str | None, Text("Preferred name", max_length=120, hint="The name they use")] = None
    upn: Annotated[
        str | None, Text("UPN", max_length=40, hint="A letter and 12 digits; a temporary UPN ends in a letter")
    ] = None
    sen: Annotated[SenStatus | None, Pick("SEN status")] = None
    looked_after: Annotated[bool | None, YesOrNo("Looked-after child")] = None
    attendance: Annotated[float | None, Number("Attendance at home school, %", min=0, max=100)] = None
    medical_need: Annotated[str | None, Text("Medical need", long=True, max_length=1000)] = None
    referrer: Annotated[str | None, Text("Referred by", placeholder="Name, and school or panel")] = None
    received_on: Annotated[date | None, Day("Received on", hint="Leave blank for today")] = None
    type: Annotated[PlacementType | None, Pick("Reason for placement")] = None
    barriers: Annotated[tuple[BarrierKind, ...], PickMany("Barriers reported by the referrer")] = ()
    first_email: Annotated[str | None, Email("First contact's email")] = None
    first_flags: Annotated[tuple[Flag, ...], PickMany("Important notes")] = ()
    first_interpreter: Annotated[str | None, Text("Interpreter (language)", max_length=60)] = None
    others: Annotated[str | None, Text("Others in the family", long=True, hint=MINDED)] = None
    team: Annotated[
        str | None,
        Text("Professionals", long=True, hint="One per line: name, role, phone or email"),
    ] = None
    second_name: Annotated[str | None, Text("Name", max_length=120)] = None
    second_relation: Annotated[str | None, Text("Relationship", max_length=80)] = None
    second_phone: Annotated[str | None, Phone("Phone")] = None
    second_email: Annotated[str | None, Email("Email")] = None
    second_flags: Annotated[tuple[Flag, ...], PickMany("Important notes")] = ()
    second_interpreter: Annotated[str | None, Text("Interpreter (language)", max_length=60)] = None
    before: Annotated[EarlierStayAnswer | None, Pick("Has this pupil been here before?", style="radio")] = None

    @field_validator("upn")
    @classmethod
    def upn_is_sound(cls, upn: str | None) -> str | None:
        """Return the UPN as it is stored. Raises ValueError, which is shown under the field, for a wrong one."""
        return parse_upn(upn) if upn else None

    @field_validator("first_contact")
    @classmethod
    def line_is_a_person(cls, line: str) -> str:
        """Refuse a line of which it is not certain whom nobody must contact, who has died or whose a number is."""
        read_line(line)
        return line

    @field_validator("others", "team")
    @classmethod
    def lines_are_people(cls, lines: str | None) -> str | None:
        """Refuse lines that cannot be read as people."""
        read_people(lines or "")
        return lines

    @model_validator(mode="after")
    def somebody_is_named(self) -> Self:
        """Refuse details of a contact who is not named."""
        if self._of_second() and not self.second_name:
            raise FieldError("second_name", "Who is this? Their relationship will do, if that is all you know.")
        if self._of_first() and not read_line(self.first_contact):
            raise FieldError("first_contact", "Page 4 has details for this person: name them here, or clear it.")
        return self

    def given(self) -> NewReferral:
        """Return the referral that the form describes."""
        return NewReferral(
            full_name=self.full_name,
            born_on=self.born_on,
            home_school=self.home_school,
            registration=self.registration,
            reason=self.reason,
            contacts=tuple(self._contacts()),
            preferred_name=self.preferred_name,
            upn=self.upn,
            referrer=self.referrer,
            received_on=self.received_on,
            type=self.type,
            excluded_on=self.excluded_on,
            barriers=frozenset(self.barriers),
            attendance=self.attendance,
            sen=self.sen,
            medical_need=self.medical_need,
            looked_after=self.looked_after,
        )

    def _of_first(self) -> bool:
        return bool(self.first_email or self.first_flags or self.first_interpreter)

    def _of_second(self) -> bool:
        told = (self.second_relation, self.second_phone, self.second_email, self.second_interpreter)
        return bool(self.second_flags or any(told))

    def _contacts(self) -> list[ContactInput]:
        contacts = self._first()
        if self.second_name:
            contacts.append(self._second(self.second_name))
        return [*contacts, *read_people(self.others or ""), *read_people(self.team or "", Side.PROFESSIONAL)]

    def _first(self) -> list[ContactInput]:
        """Return the people of the first line. What the form says of the first contact is said of one who is alive."""
        people = read_line(self.first_contact)
        place = next((place for place, person in enumerate(people) if not person.deceased), 0)
        for person in people[place : place + 1]:
            email, interpreter = self.first_email or person.email, self.first_interpreter or person.interpreter
            people[place] = minded(replace(person, email=email, interpreter=interpreter), self.first_flags)
        return people

    def _second(self, name: str) -> ContactInput:
        person = ContactInput(
            name,
            relation=self.second_relation,
            phone=self.second_phone,
            email=self.second_email,
            interpreter=self.second_interpreter,
        )
        return minded(person, self.second_flags)


def minded(person: ContactInput, flags: Container[Flag]) -> ContactInput:
    """Return the contact with the flags that were ticked, as well as those that were written."""
    return replace(
        person,
        parental_responsibility=person.parental_responsibility or Flag.PARENTAL_RESPONSIBILITY in flags,
        do_not_contact=person.do_not_contact or Flag.DO_NOT_CONTACT in flags,
        address_withheld=person.address_withheld or Flag.ADDRESS_WITHHELD in flags,
        deceased=person.deceased or Flag.DECEASED in flags,
    )
