"""Forms with every kind of field, a Slack that fills them in, and somewhere to keep drafts: for the tests of forms."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import model_validator

from bot.forms import (
    Day,
    Email,
    FieldError,
    Form,
    Lookup,
    Number,
    Page,
    People,
    Person,
    Phone,
    Pick,
    PickMany,
    Room,
    Text,
    Tick,
    Time,
)
from bot.forms.definition import block_id
from bot.slack import blocks
from bot.workspace.state.values import chosen, find, state_of

SUBJECTS = tuple((f"s{number}", f"Subject {number}") for number in range(12))


class Registration(StrEnum):
    """The ways in which a pupil can be registered, for the fields that offer a choice."""

    SINGLE = "single"
    MAIN = "main"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"single": "Single", "main": "Main here", "none": "Not on a roll"}[self]


class EveryKind(Form):
    """A form of several pages with every kind of field, which keeps a draft."""

    name: ClassVar[str] = "every.save"
    title: ClassVar[str] = "Every kind of field"
    submit: ClassVar[str] = "Save all"
    keep_draft: ClassVar[bool] = True
    pages: ClassVar[tuple[Page, ...]] = (
        Page("The pupil", "full_name", "born_on", "registration", "school", note="Only this page is needed"),
        Page("More about the pupil", "reason", "attendance", "score", "barriers", "subjects", "starts_at"),
        Page("People", "email", "phone", "keyworker", "teachers", "room", "known"),
        Page("Other stays", "others"),
    )

    full_name: Annotated[str, Text("Name", hint="As on the referral", max_length=120)]
    born_on: Annotated[date, Day("Date of birth")]
    registration: Annotated[Registration, Pick("Registration", style="radio")]
    school: Annotated[str | None, Lookup("Home school", "schools")]
    reason: Annotated[str, Text("Reason", long=True)] = ""
    attendance: Annotated[int | None, Number("Attendance %", min=0, max=100)] = None
    score: Annotated[float | None, Number("Score", min=-5)] = None
    barriers: Annotated[tuple[Registration, ...], PickMany("Barriers")] = ()
    subjects: Annotated[tuple[str, ...], PickMany("Subjects", options=SUBJECTS)] = ()
    starts_at: Annotated[time | None, Time("Starts at")] = None
    email: Annotated[str | None, Email("E-mail")] = None
    phone: Annotated[str | None, Phone("Phone")] = None
    keyworker: Annotated[str | None, Person("Keyworker")] = None
    teachers: Annotated[tuple[str, ...], People("Teachers")] = ()
    room: Annotated[str | None, Room("Channel")] = None
    known: Annotated[bool, Tick("None known", text="No contact is known")] = False
    others: Annotated[tuple[str, ...], Lookup("Other stays", "stays", many=True)] = ()

    @model_validator(mode="after")
    def the_reason_is_not_the_name(self) -> "EveryKind":
        if self.full_name == self.reason:
            raise FieldError("reason", "The reason is not the name.")
        return self


class Note(Form):
    """A form of one page that keeps no draft."""

    name: ClassVar[str] = "note.save"
    title: ClassVar[str] = "Write a note"

    text: Annotated[str, Text("Note", long=True)]
    on: Annotated[date | None, Day("On")] = None
    sure: Annotated[bool, Tick("Sure")]


def filled(form: type[Form], view: dict[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Fill in the view by field, as Slack would send it: text, a date, an option's value, or a list of them."""
    typed = {}
    for name, value in (given or {}).items():
        place = (block_id(name, form.meta(view).key), form.shape.kinds[name].action_id)
        found = find(view["blocks"], *place)
        assert found is not None, f"{name} is not on this page"
        typed[place] = chosen(found[1], value, _offered(value) if isinstance(form.shape.kinds[name], Lookup) else [])
    return view | {"id": "V1", "hash": "h1", "state": state_of(view["blocks"], typed)}


def _offered(value: Any) -> list[blocks.Option]:
    ids = value if isinstance(value, list) else [value] if value else []
    return [blocks.option(f"Text of {each}", each) for each in ids]
