"""Moving everything that refers to one pupil's record to another record, and back, in every table."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Column, or_, select, update
from sqlalchemy.orm import Session

from models.change import Change
from models.tables.base import Base
from models.tables.message import HOME, NOT_REFRESHED, Message, MessagePupil, MessageState
from models.tables.pupil import Pupil

# The history of merges stays with the records that were merged.
HISTORY = ("merge",)
VALUES = (
    "forenames",
    "surname",
    "preferred_name",
    "born_on",
    "upn",
    "former_upn",
    "nc_year_override",
    "nc_year_since",
    "emergency",
)

Moved = dict[str, list[str]]


def values_of(pupil: Pupil) -> dict[str, Any]:
    """Return the values of a record that a merge may change, as JSON holds them."""
    return {name: getattr(pupil, name) for name in VALUES} | {"born_on": pupil.born_on.isoformat()}


def put_back(pupil: Pupil, before: dict[str, Any]) -> None:
    """Restore the values that `values_of` returned."""
    for name, value in before.items():
        setattr(pupil, name, date.fromisoformat(value) if name == "born_on" else value)


def repoint_all(session: Session, gone_id: str, kept_id: str) -> Moved:
    """Make everything that refers to the record `gone_id` refer to `kept_id`.

    Returns the ids of the rows that were moved, by table and column.
    """
    moved: Moved = {}
    for column in _links():
        ids = list(session.scalars(select(column.table.c.id).where(column == gone_id)))
        if ids:
            moved[f"{column.table.name}.{column.name}"] = ids
            _point(session, column, ids, kept_id)
    homes = select(Message.id).where(Message.kind == HOME, Message.about == gone_id)
    moved["home"] = list(session.scalars(homes))
    session.execute(update(Message).where(Message.id.in_(moved["home"])).values(about=kept_id))
    session.expire_all()
    return moved


def move_back(session: Session, moved: Moved, kept_id: str, gone_id: str) -> None:
    """Make the moved rows refer to `gone_id` again, but not those that have been moved elsewhere since."""
    for column in _links():
        ids = moved.get(f"{column.table.name}.{column.name}", [])
        still_here = list(
            session.scalars(select(column.table.c.id).where(column.table.c.id.in_(ids), column == kept_id))
        )
        _point(session, column, still_here, gone_id)
    homes = update(Message).where(Message.id.in_(moved["home"]), Message.about == kept_id)
    session.execute(homes.values(about=gone_id))
    session.expire_all()


def show_again(change: Change, moved: Moved) -> None:
    """Update the live and referral messages that were moved, since they now show another reference."""
    links = moved.get(f"{MessagePupil.__tablename__}.pupil_id", [])
    about = select(MessagePupil.message_id).where(MessagePupil.id.in_(links))
    naming = or_(Message.live_until > change.now, Message.kind.startswith("refer."))
    sent = update(Message).where(Message.id.in_(about), naming, Message.state.not_in(NOT_REFRESHED))
    change.session.execute(sent.values(wanted=Message.wanted + 1))
    change.session.execute(sent.where(Message.state == MessageState.SENT).values(state=MessageState.PENDING))


def _links() -> Iterator[Column[str]]:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            points = any(key.column.table.name == Pupil.__tablename__ for key in column.foreign_keys)
            if points and table.name not in HISTORY:
                yield column


def _point(session: Session, column: Column[str], ids: list[str], pupil_id: str) -> None:
    if ids:
        session.execute(update(column.table).where(column.table.c.id.in_(ids)).values({column: pupil_id}))
