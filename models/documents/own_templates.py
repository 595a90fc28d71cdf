"""A service's own templates: which fields they may name, and keeping one in the place of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import get_args, get_type_hints

from sqlalchemy import select

from models.change import Change, Read
from models.documents.facts import ProgressFacts
from models.documents.invitation import InvitationFacts
from models.documents.plan_page import PlanFacts
from models.documents.profile_page import ProfileFacts
from models.permission import Permission
from models.tables.document import DocumentKind, OwnTemplate
from models.tables.staff import Staff

# Of a field that is text, None; of one that is a list, the fields of each thing in it.
Fields = Mapping[str, frozenset[str] | None]
TYPES: Mapping[DocumentKind, type[ProfileFacts] | type[PlanFacts] | type[InvitationFacts]] = {
    DocumentKind.PROFILE: ProfileFacts,
    DocumentKind.PLAN: PlanFacts,
    DocumentKind.INVITATION: InvitationFacts,
    DocumentKind.REVIEW_INVITATION: InvitationFacts,
}
# May stand in a header or footer, which all pages of a file share, whomever they are about.
SHARED: Fields = {"made_on": None}
# What a preview says of a pupil who does not exist; of any other field, its name.
INVENTED = {
    "name": "Sam",
    "full_name": "Sam Example",
    "year": "Year 9",
    "made_on": "Monday 7 September 2026",
    "keyworker": "Jo Sample",
    "subject": "Maths",
    "label": "Heading",
    "whose": "in the pupil's own words",
}


@dataclass(frozen=True)
class TemplateShown:
    """The template of one kind of document: ours, unless it has a `name`."""

    kind: DocumentKind
    name: str | None = None
    by: str | None = None
    on: date | None = None


def fields_of(kind: DocumentKind) -> Fields:
    """Return every field that a template of this kind may name."""
    facts = TYPES.get(kind, ProgressFacts)
    hints = get_type_hints(facts)
    return {one.name: _inner(hints[one.name]) for one in fields(facts)}


def invented(kind: DocumentKind) -> dict[str, object]:
    """Return facts of a pupil who does not exist, with two things in every list."""
    return {
        name: _said(name) if inner is None else [{one: _said(one) for one in inner}] * 2
        for name, inner in fields_of(kind).items()
    }


def templates_shown(read: Read) -> tuple[TemplateShown, ...]:
    """Return the template of every kind of document. Raises Denied for those who may not change settings."""
    read.require(Permission.SETTING_CHANGE)
    rows = select(OwnTemplate.kind, OwnTemplate.name, OwnTemplate.added_at, Staff.name.label("by"))
    rows = rows.outerjoin(Staff, Staff.id == OwnTemplate.by_id)
    own = {
        row.kind: TemplateShown(row.kind, row.name, row.by, row.added_at.astimezone(read.zone).date())
        for row in read.session.execute(rows)
    }
    return tuple(own.get(kind, TemplateShown(kind)) for kind in DocumentKind)


def own_template(read: Read, kind: DocumentKind) -> bytes | None:
    """Return the service's own template of a kind, or None."""
    return read.session.scalar(select(OwnTemplate.content).where(OwnTemplate.kind == kind))


def may_change_templates(read: Read) -> None:
    """Raise Denied for those who may not change settings."""
    read.require(Permission.SETTING_CHANGE)


def keep_template(change: Change, kind: DocumentKind, name: str, content: bytes) -> None:
    """Keep a template, which has been checked, in the place of the last one."""
    change.require(Permission.SETTING_CHANGE)
    row = change.session.scalar(select(OwnTemplate).where(OwnTemplate.kind == kind)) or OwnTemplate(kind=kind)
    row.name, row.content, row.by_id, row.added_at = name[:200], content, change.actor.staff_id, change.now
    change.record("template:give", change.add(row), why=kind)


def drop_template(change: Change, kind: DocumentKind) -> None:
    """Make documents of a kind from our own template again."""
    change.require(Permission.SETTING_CHANGE)
    row = change.session.scalar(select(OwnTemplate).where(OwnTemplate.kind == kind))
    if row is not None:
        change.record("template:drop", row, why=kind)
        change.session.delete(row)


def _inner(hint: object) -> frozenset[str] | None:
    """Return the fields of each thing in a list; None if the field is text."""
    inner = next(iter(get_args(hint)), None)
    return frozenset(get_type_hints(inner)) if inner is not None else None


def _said(name: str) -> str:
    return INVENTED.get(name, name.replace("_", " ").capitalize())
