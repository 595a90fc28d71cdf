"""The people around a pupil: adding, changing, removing and restoring a contact."""

from typing import Annotated

from bot.forms import Email, Form, Page, Phone, Pick, PickMany, Text
from bot.forms.opening import Filled
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.contacts.lines import ContactInput
from models.contacts.people import (
    ContactPrefill,
    Reach,
    add_person,
    change_person,
    contact_prefill,
    mend_person,
    new_contact_prefill,
    reach_prefill,
    remove_person,
    restore_person,
)
from models.tables.contact import Flag, Side
from models.tables.duty import DutyKind


def preference() -> Text:
    """Return the field for how and when somebody likes to be reached."""
    return Text("Best way to reach them", max_length=200, placeholder="Ring in the afternoon")


class PersonForm(Form):
    """The form for one person around the pupil."""

    side: Annotated[Side, Pick("Who they are", style="radio")]
    full_name: Annotated[str, Text("Name", max_length=120)]
    relation: Annotated[
        str | None, Text("Relationship or role", max_length=80, placeholder="Mother, social worker ...")
    ] = None
    phone: Annotated[str | None, Phone("Phone")] = None
    email: Annotated[str | None, Email("Email")] = None
    prefers: Annotated[str | None, preference()] = None
    flags: Annotated[list[Flag], PickMany("Important notes")] = []  # noqa: RUF012 - pydantic copies it
    interpreter: Annotated[str | None, Text("Interpreter (language)", max_length=60, placeholder="Polish, BSL ...")] = (
        None
    )
    address: Annotated[
        str | None,
        Text(
            "Address", max_length=300, hint="If you tick that it is confidential, only those who can edit this see it"
        ),
    ] = None

    pages = (
        Page("Who", "side", "full_name", "relation", "phone", "email", "prefers"),
        Page("Important notes", "flags", "interpreter", "address"),
    )
    keep_draft = True


class NewPersonForm(PersonForm):
    """The form that adds a contact."""

    name = "contact.add"
    title = "Add contact details"


class ChangedPersonForm(PersonForm):
    """The form that changes a contact."""

    name = "contact.edit"
    title = "Edit contact details"


class MendForm(Form):
    """The form that puts right how to reach a contact."""

    name = "contact.mend"
    title = "Put details right"
    keep_draft = True

    phone: Annotated[str | None, Phone("Phone")] = None
    email: Annotated[str | None, Email("Email")] = None
    prefers: Annotated[str | None, preference()] = None


async def offer_new(request: Request) -> None:
    """Open the form that adds a contact."""
    about = await request.change(new_contact_prefill, request.value)
    lead = [about_whom(about, request.words)]
    await request.open(NewPersonForm, context={"about": about.placement_id}, lead=lead)


async def offer_change(request: Request) -> None:
    """Open the form that changes a contact, as for the duty to get a right number; it also offers to remove them."""
    about = await request.change(contact_prefill, request.value)
    contact_id = about.person.id if about.person else ""
    await request.open(
        ChangedPersonForm,
        values=record_of(about).values,
        version=about.version,
        context={"about": contact_id},
        lead=[about_whom(about, request.words), removing(contact_id, request.words)],
    )


async def offer_mend(request: Request) -> None:
    """Open the form that puts right how to reach a contact."""
    about = await request.change(reach_prefill, request.value)
    await request.open(
        MendForm,
        values=record_of(about).values,
        version=about.version,
        context={"about": request.value},
        lead=[about_whom(about, request.words)],
    )


async def add(request: Request) -> None:
    """Save a new contact."""
    form = await request.form(NewPersonForm)
    await request.save(form, add_person, form.context["about"], given_of(form))


async def save(request: Request) -> None:
    """Save a changed contact."""
    form = await request.form(ChangedPersonForm)
    await request.save(form, change_person, form.context["about"], given_of(form), form.version)


async def mend(request: Request) -> None:
    """Save how to reach a contact."""
    form = await request.form(MendForm)
    given = Reach(form.phone, form.email, form.prefers)
    await request.save(form, mend_person, form.context["about"], given, form.version)


async def remove(request: Request) -> Answer | None:
    """Remove a contact, and show a button that restores them in the place of the form."""
    contact_id, words = request.value, request.words
    await request.press(remove_person, contact_id)
    undo = blocks.button("Put back", "contact.restore", value=contact_id)
    shown = notice(words("contacts/person.title"), words("contacts/person.removed"), undo)
    return await request.replace(shown)


async def restore(request: Request) -> Answer | None:
    """Restore a contact who was removed, and say so."""
    await request.press(restore_person, request.value)
    shown = notice(request.words("contacts/person.title_restored"), request.words("contacts/person.restored"))
    return await request.replace(shown)


def about_whom(about: ContactPrefill, words: Words) -> blocks.Block:
    """Return the line that says whose contact this is, and who can see the contact."""
    return blocks.context(words("contacts/person.about", first_name=about.first_name, reference=about.reference))


def removing(contact_id: str, words: Words) -> blocks.Block:
    """Return the button that removes a contact, after asking whether the person is sure."""
    label = words("contacts/person.remove")
    sure = blocks.confirm(label, words("contacts/person.sure"), yes="Remove", style="danger")
    return blocks.actions(blocks.button(label, "contact.remove", value=contact_id, style="danger", confirm=sure))


def record_of(about: ContactPrefill) -> Filled:
    """Return a contact's details in the fields of the form."""
    if (person := about.person) is None:
        return Filled()
    names = ("side", "relation", "phone", "email", "prefers", "interpreter", "address")
    known = {name: getattr(person, name) for name in names}
    return Filled(known | {"full_name": person.name, "flags": [flag for flag in Flag if getattr(person, flag)]})


def given_of(form: PersonForm) -> ContactInput:
    """Return what the form says as the input for `add_person` and `change_person`."""
    flags = {flag.value: flag in form.flags for flag in Flag}
    return ContactInput(
        form.full_name,
        form.side,
        form.relation,
        form.phone,
        form.email,
        **flags,
        interpreter=form.interpreter,
        prefers=form.prefers,
        address=form.address,
    )


CAPABILITY = Capability(
    "person",
    actions={
        "contact.add": offer_new,
        "contact.edit": offer_change,
        "contact.mend": offer_mend,
        "contact.remove": remove,
        "contact.restore": restore,
    },
    duties={DutyKind.NUMBER: DutyButton("contact.edit", "Put the number right")},
    refills={ChangedPersonForm: lambda change, about: record_of(contact_prefill(change, about))},
    forms={NewPersonForm: add, ChangedPersonForm: save, MendForm: mend},
)
