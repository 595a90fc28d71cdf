"""The answers of a profile, as far as the reader may see the words of the pupil and the family."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Read
from models.permission import Permission
from models.tables.placement import Placement
from models.tables.profile import ProfileAnswer, ProfileHeading, Voice


@dataclass(frozen=True)
class Answered:
    """What stands under one heading: a text and in whose words it is, or whom staff have asked, or nothing yet.

    `is_withheld` says that there are words which are not for this reader.
    """

    heading: ProfileHeading
    text: str | None = None
    voice: Voice | None = None
    said_on: date | None = None
    asked_of: str | None = None
    asked_on: date | None = None
    is_withheld: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet or said whom they have asked."""
        return not (self.text or self.asked_of or self.is_withheld)

    @property
    def is_said(self) -> bool:
        """Whether there is an answer, be it one that this reader may not see."""
        return self.text is not None or self.is_withheld

    @property
    def is_of_people(self) -> bool:
        """Whether these are words of the pupil or the parents, which no form opens with."""
        return self.text is not None and self.voice in (Voice.PUPIL, Voice.PARENTS)


def answers_of(read: Read, placement: Placement, *, is_writer: bool = False) -> dict[ProfileHeading, Answered]:
    """Return what stands under every heading; `is_writer`: the actor writes it, and so reads all of it.

    What helps is kept on the placement, where the planning meeting writes it too.
    """
    sees_family = is_writer or read.may(Permission.CONTACT_SEE, placement)
    return answers_in(read, placement, rows_of(read, placement), sees_family=sees_family)


def what_not_to_do(read: Read, placement: Placement) -> Answered:
    """Return what staff are not to do, which stands beside what helps wherever that does."""
    return answers_of(read, placement)[ProfileHeading.DONT]


def answers_in(
    read: Read, placement: Placement, rows: Mapping[ProfileHeading, ProfileAnswer], *, sees_family: bool
) -> dict[ProfileHeading, Answered]:
    """Return what these rows answer; `sees_family`: also the words of the pupil and the family."""
    found = {one: _answered(read, one, rows.get(one), sees_family=sees_family) for one in ProfileHeading}
    if placement.helps:
        found[ProfileHeading.HELPS] = Answered(ProfileHeading.HELPS, placement.helps)
    return found


def rows_of(read: Read, placement: Placement) -> dict[ProfileHeading, ProfileAnswer]:
    """Return the rows of a placement's answers by heading."""
    return rows_by_placement(read, [placement.id]).get(placement.id, {})


def rows_by_placement(read: Read, ids: Collection[str]) -> dict[str, dict[ProfileHeading, ProfileAnswer]]:
    """Return the same for several placements, by their ids, in one statement."""
    rows = select(ProfileAnswer).where(ProfileAnswer.placement_id.in_(ids))
    found: dict[str, dict[ProfileHeading, ProfileAnswer]] = {}
    for one in read.session.scalars(rows):
        found.setdefault(one.placement_id, {})[one.heading] = one
    return found


def is_of_family(heading: ProfileHeading, voice: Voice | None) -> bool:
    """Return whether words are for those around the pupil alone: the parents' own, and what matters to the pupil.

    What else the pupil says is what staff are to do, and so for all of them.
    """
    return voice is Voice.PARENTS or heading is ProfileHeading.MATTERS


def _answered(read: Read, heading: ProfileHeading, row: ProfileAnswer | None, *, sees_family: bool) -> Answered:
    if row is None:
        return Answered(heading)
    if row.text and is_of_family(heading, row.voice) and not sees_family:
        return Answered(heading, is_withheld=True)
    asked_on = row.saved_at.astimezone(read.zone).date() if row.asked_of else None
    return Answered(heading, row.text, row.voice, row.said_on, row.asked_of, asked_on)
