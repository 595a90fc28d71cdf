"""The people around a pupil: add a contact, change one, take one away and put them back."""

from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.forms import Email, Form, Page, Phone, Pick, PickMany, Text, take
from bot.requests.modals import open_form, show_instead
from bot.requests.payload import pressed
from bot.requests.replies import notice
from bot.runtime.desk import Desk
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Actor
from models.contacts.lines import ContactGiven
from models.contacts.people import (
    Card,
    Person,
    add_person,
    card,
    change_person,
    new_card,
    remove_person,
    restore_person,
)
from models.tables.contact import Flag, Side


class PersonForm(Form):
    """One person around the pupil."""

    side: Annotated[Side, Pick("Who they are", style="radio")]
    full_name: Annotated[str, Text("Name", max_length=120)]
    relation: Annotated[
        str | None, Text("Relation or role", max_length=80, placeholder="mother, social worker ...")
    ] = None
    phone: Annotated[str | None, Phone("Phone")] = None
    email: Annotated[str | None, Email("E-mail")] = None
    flags: Annotated[list[Flag], PickMany("To be minded")] = []  # noqa: RUF012 - pydantic copies it
    interpreter: Annotated[str | None, Text("Interpreter needed for", max_length=60, placeholder="Polish, BSL ...")] = (
        None
    )

    pages = (
        Page("Who", "side", "full_name", "relation", "phone", "email"),
        Page("To be minded", "flags", "interpreter"),
    )
    keep_draft = True


class NewPersonForm(PersonForm):
    """A contact to be added."""

    name = "contact.add"
    title = "Add a contact"


class ChangedPersonForm(PersonForm):
    """A contact to be changed."""

    name = "contact.edit"
    title = "Change a contact"


async def offer_new(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Add a contact."""
    about = await desk.change(new_card, str(action["value"]), by=actor)
    lead = [about_whom(about, desk.words)]
    await open_form(NewPersonForm, body, client, desk, actor, context={"about": about.placement_id}, lead=lead)
    await ack()


async def offer_change(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Change a contact."""
    contact_id = str(action["value"])
    about = await desk.change(card, contact_id, by=actor)
    await open_form(
        ChangedPersonForm,
        body,
        client,
        desk,
        actor,
        values=values_of(about.person) if about.person else None,
        version=about.version,
        context={"about": contact_id},
        lead=[about_whom(about, desk.words), removing(contact_id, desk.words)],
    )
    await ack()


async def add(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """A new contact was submitted."""
    form = await take(NewPersonForm, view, desk.drafts, actor)
    await desk.change(add_person, form.context["about"], given_of(form), by=actor, key=form.key)
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """A changed contact was submitted."""
    form = await take(ChangedPersonForm, view, desk.drafts, actor)
    await desk.change(change_person, form.context["about"], given_of(form), form.version, by=actor, key=form.key)
    await ack()


async def remove(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Take the contact away; the form gives way to the button that puts them back."""
    contact_id, words = str(action["value"]), desk.words
    await desk.change(remove_person, contact_id, by=actor, key=pressed(actor, action))
    undo = blocks.button("Put back", "contact.restore", value=contact_id)
    shown = notice(words("contacts/person.title"), words("contacts/person.removed"), undo)
    await show_instead(shown, body, client, desk, actor)
    await ack()


async def restore(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Put the contact back."""
    await desk.change(restore_person, str(action["value"]), by=actor, key=pressed(actor, action))
    shown = notice(desk.words("contacts/person.title_restored"), desk.words("contacts/person.restored"))
    await show_instead(shown, body, client, desk, actor)
    await ack()


def about_whom(about: Card, words: Words) -> blocks.Block:
    """Whose contact it is, and who sees it."""
    return blocks.context(words("contacts/person.about", first_name=about.first_name, reference=about.reference))


def removing(contact_id: str, words: Words) -> blocks.Block:
    """The button that takes a contact away, once one is sure."""
    label = words("contacts/person.remove")
    sure = blocks.confirm(label, words("contacts/person.sure"), yes="Remove", style="danger")
    return blocks.actions(blocks.button(label, "contact.remove", value=contact_id, style="danger", confirm=sure))


def values_of(person: Person) -> dict[str, Any]:
    """A contact as the form holds it."""
    known = {name: getattr(person, name) for name in ("side", "relation", "phone", "email", "interpreter")}
    return known | {"full_name": person.name, "flags": [flag for flag in Flag if getattr(person, flag)]}


def given_of(form: PersonForm) -> ContactGiven:
    """What the form says, as the rule takes it."""
    flags = {flag.value: flag in form.flags for flag in Flag}
    return ContactGiven(
        form.full_name, form.side, form.relation, form.phone, form.email, **flags, interpreter=form.interpreter
    )


CAPABILITY = Capability(
    "person",
    actions={
        "contact.add": offer_new,
        "contact.edit": offer_change,
        "contact.remove": remove,
        "contact.restore": restore,
    },
    forms={NewPersonForm: add, ChangedPersonForm: save},
)
