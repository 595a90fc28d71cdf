"""Correcting who a pupil is, and completing the placement."""

from datetime import date
from typing import Annotated

from pydantic import field_validator

from bot.forms import Day, Form, Number, Page, Text
from bot.forms.opening import Filled
from bot.requests.capability import Screen
from bot.requests.request import Request
from bot.slack import blocks
from handlers.pupils.placement_form import AGREEMENT, OF_A_DATE, TIMETABLE, PlacementForm
from models.change import Change
from models.outbox.queue import Post
from models.pupils.dates import date_changed
from models.pupils.record import (
    PupilInput,
    RecordPrefill,
    change_placement,
    change_pupil,
    placement_prefill,
    pupil_prefill,
    set_exclusion_date,
)
from models.tables.message import Message
from models.upn import parse_upn


class PupilForm(Form):
    """The form for who a pupil is: names, date of birth, UPN and year group."""

    name = "pupil.edit"
    title = "Pupil details"
    keep_draft = True

    forenames: Annotated[str, Text("Forenames", max_length=120)]
    surname: Annotated[str | None, Text("Surname", max_length=120)] = None
    preferred_name: Annotated[str | None, Text("Preferred name", max_length=120)] = None
    born_on: Annotated[date, Day("Date of birth")]
    upn: Annotated[str | None, Text("UPN", max_length=20, hint="Clear the one that you see to remove it.")] = None
    nc_year_override: Annotated[
        int | None,
        Number(
            "Year group, if different from their age", min=0, max=14, hint="0 is Reception. Goes up each September."
        ),
    ] = None

    changed: Annotated[
        str | None, Text("Reason for the change", max_length=300, hint="For example: on their birth certificate.")
    ] = None

    pages = (
        Page("Pupil details", "forenames", "surname", "preferred_name", "born_on", "upn", "nc_year_override"),
        Page("Date of birth", "changed", asked=True),
    )

    @field_validator("upn")
    @classmethod
    def check_upn(cls, upn: str | None) -> str | None:
        """Return the UPN as it is stored. Raises ValueError, which is shown under the field, for a wrong one."""
        return parse_upn(upn) if upn else None


class ExclusionDateForm(Form):
    """The form that asks for the first day of an exclusion, on which everything that the law asks for depends."""

    name = "placement.exclusion_date"
    title = "Exclusion"

    excluded_on: Annotated[
        date,
        Day("First day of the exclusion or suspension", hint="Full-time education must start by the sixth school day"),
    ]
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_DATE)] = None


async def offer_pupil(request: Request) -> None:
    """Open the form that changes who a pupil is."""
    opened = await request.change(pupil_prefill, request.value)
    await _offer(request, PupilForm, opened)


async def offer_placement(request: Request) -> None:
    """Open the form that changes a placement."""
    opened = await request.change(placement_prefill, request.value)
    await _offer(request, PlacementForm, opened)


async def offer_agreement(request: Request) -> None:
    """Open the form that changes a placement where it says who commissions it, and for how long."""
    opened = await request.change(placement_prefill, request.value)
    await _offer(request, PlacementForm, opened, AGREEMENT)


async def offer_timetable(request: Request) -> None:
    """Open the form that changes a placement where it says whether the pupil is taught full-time."""
    opened = await request.change(placement_prefill, request.value)
    await _offer(request, PlacementForm, opened, TIMETABLE)


async def offer_exclusion_date(request: Request) -> None:
    """Open the form that asks for the first day of an exclusion."""
    opened = await request.change(placement_prefill, request.value)
    lead = [blocks.section(request.words("pupils/record.exclusion", opened=opened))]
    await request.open(ExclusionDateForm, version=opened.version, context={"about": opened.placement_id}, lead=lead)


async def save_exclusion_date(request: Request) -> None:
    """Save the first day of an exclusion."""
    form = await request.form(ExclusionDateForm)
    about = str(form.context["about"])
    await request.save(form, set_exclusion_date, about, form.excluded_on, form.version, form.changed)


async def save_pupil(request: Request) -> None:
    """Save who the pupil is."""
    form = await request.form(PupilForm)
    given = PupilInput(**{name: getattr(form, name) for name in PupilInput.__dataclass_fields__})
    await request.save(form, change_pupil, form.context["about"], given, form.version, form.changed)


def placement_record(change: Change, placement_id: str) -> Filled:
    """Return what the record says of a placement."""
    return Filled(placement_prefill(change, placement_id).values)


async def save_placement(request: Request) -> None:
    """Save the changed placement."""
    form = await request.form(PlacementForm)
    about = str(form.context["about"])
    await request.save(form, change_placement, about, form.given(), form.version, form.changed)


def date_changed_message(screen: Screen, message: Message) -> Post | None:
    """Tell a Head that a date was put right on which what the law asks for hangs."""
    told = date_changed(screen.read, message.about)
    if told is None:
        return None
    see = blocks.button("Open the pupil's page", "pupil.open", value=told.placement_id)
    said = blocks.section(screen.words("pupils/record.date_changed", told=told))
    return Post(screen.words("pupils/record.date_changed_preview"), [said, blocks.actions(see)])


async def _offer(request: Request, form: type[Form], opened: RecordPrefill, page: int = 0) -> None:
    lead = [blocks.context(request.words("pupils/record.about", opened=opened))]
    about = {"about": opened.placement_id}
    await request.open(form, values=opened.values, page=page, version=opened.version, context=about, lead=lead)
