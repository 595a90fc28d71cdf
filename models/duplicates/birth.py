"""The two dates of birth of records that are merged: one is chosen, and the other is kept in the history."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from models.change import Change
from models.kept import Before, Written, keep_lost
from models.pupils.birth import check_birth
from models.tables.correction import Correction
from models.tables.placement import Placement
from models.tables.pupil import Pupil


def check_births(change: Change, chosen: date, other: date, why: str | None) -> None:
    """Refuse a chosen date that gives another year group than the other one, until somebody says why it is right."""
    if chosen != other:
        check_birth(change, other, chosen, why)


def keep_other_birth(change: Change, kept: Pupil, other: date, why: str | None) -> str | None:
    """Keep the date that was not chosen in the history of the merged record, and return the id of that, if any."""
    stays = select(Placement).where(Placement.pupil_id == kept.id).order_by(Placement.added_at.desc(), Placement.id)
    stay, before = change.session.scalars(stays.limit(1)).first(), Before.of(kept, "born_on")
    said = {**before.said, "born_on": other.isoformat()}
    lost = keep_lost(change, stay, replace(before, said=said), "Pupil details", Written(), why) if stay else None
    return lost.id if lost else None


def forget_other_birth(change: Change, correction_id: str | None) -> None:
    """Take that out of the history, as the records are separate again."""
    if correction_id is not None:
        change.session.delete(change.get(Correction, correction_id))
