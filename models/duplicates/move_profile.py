"""Moving what only the learning profile of the other placement says to the placement that goes on, and back."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from models.change import Change
from models.tables.placement import Placement
from models.tables.profile import ProfileAgreement, ProfileAnswer

TABLES: Mapping[str, type[ProfileAnswer] | type[ProfileAgreement]] = {
    kind.__tablename__: kind for kind in (ProfileAnswer, ProfileAgreement)
}
FILLED = "filled"
WORDS = ("text", "voice", "said_on", "by_id")

# What was done: a table, or FILLED, and the id of a row, with its former placement or whom staff had asked.
Taken = list[list[str | None]]


def move_profile(change: Change, stay: Placement, other: Placement) -> Taken:
    """Move agreements, and answers under headings of which `stay` knows nothing. Where it only asked, fill the answer.

    Who has read the other profile has not read the joint one.
    """
    rows = select(ProfileAnswer).where(ProfileAnswer.placement_id.in_((stay.id, other.id)))
    answers = change.session.scalars(rows).all()
    own = {one.heading: one for one in answers if one.placement_id == stay.id}
    taken: Taken = []
    for answer in answers:
        mine = own.get(answer.heading)
        if answer.placement_id == other.id and mine is None:
            taken.append([ProfileAnswer.__tablename__, answer.id, other.id])
            answer.placement_id = stay.id
        elif answer.placement_id == other.id and mine is not None and answer.text and not mine.text:
            taken.append([FILLED, mine.id, mine.asked_of])
            _fill(mine, answer)
    agreed = select(ProfileAgreement).where(ProfileAgreement.placement_id == other.id)
    for one in change.session.scalars(agreed).all():
        taken.append([ProfileAgreement.__tablename__, one.id, other.id])
        one.placement_id = stay.id
    change.session.flush()
    return taken


def give_profile_back(change: Change, taken: Sequence[Sequence[str | None]]) -> None:
    """Undo what `move_profile` did."""
    for what, row_id, before in taken:
        if what == FILLED:
            mine = change.get(ProfileAnswer, row_id)
            mine.text = mine.voice = mine.said_on = None
            mine.asked_of = before
        elif what is not None and before is not None:
            change.get(TABLES[what], row_id).placement_id = before
    change.session.flush()


def _fill(mine: ProfileAnswer, answer: ProfileAnswer) -> None:
    for name in WORDS:
        setattr(mine, name, getattr(answer, name))
    mine.asked_of = None
