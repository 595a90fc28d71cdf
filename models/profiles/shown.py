"""A profile as somebody reads it: what to do first, then the rest, and what is kept elsewhere as it is today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.duties.profiles import known_of
from models.permission import Permission
from models.plans.gaps import gaps_of
from models.profiles.agree import Agreed, agreed_of
from models.profiles.answers import Answered, answers_of, what_not_to_do
from models.profiles.headings import WHAT_TO_DO
from models.profiles.reading import last_reading, names_unread, seen_now
from models.profiles.write import may_write
from models.progress.subject import newest_results, with_values
from models.pupils.summary import BarrierShown, PupilSummary, barriers, names_of_staff, pupil_summary
from models.rights import access_reason, permissions_of
from models.stays import visible
from models.tables.barrier import BarrierKind
from models.tables.placement import Placement, SenStatus
from models.tables.profile import ProfileHeading
from models.tables.result import Result, Source
from models.tables.target import Target

MOST_RESULTS = 60
# A stranger must know what to do in this time. Silent reading is about 240 words a minute (Brysbaert 2019); this is
# somebody in a corridor.
SECONDS_TO_ACT, WORDS_A_MINUTE = 90, 200


@dataclass(frozen=True)
class Attainment:
    """The newest prior or baseline result in a subject on a scale, which names the test."""

    subject: str
    value: str
    scale: str
    source: Source
    on: date


@dataclass(frozen=True)
class Profile:
    """A profile, without what the reader may not see.

    `gaps` are the barriers that no programme and no provision addresses yet. `seen` marks what is shown, so that "I
    have read it" means just this. `read_on` is when the reader last read it as it is now, `unread` are the colleagues
    who have not, for those who may see that. `attainment` is None for those who may not see results.
    """

    who: PupilSummary
    sen: SenStatus | None
    answers: Mapping[ProfileHeading, Answered]
    open: tuple[ProfileHeading, ...]
    barriers: tuple[BarrierShown, ...]
    gaps: tuple[BarrierKind, ...]
    attainment: tuple[Attainment, ...] | None
    programmes: tuple[tuple[str, str], ...]
    first_day: date | None
    attendance: float | None
    agreed: tuple[Agreed, ...]
    seen: str
    read_on: date | None
    unread: tuple[str, ...]
    may_write: bool

    @property
    def asked(self) -> tuple[Answered, ...]:
        """What is not known, with whom staff have asked."""
        return tuple(one for one in self.answers.values() if one.asked_of)

    @property
    def seconds_to_act(self) -> int:
        """How long it takes to read what to do, with the emergency line."""
        texts = (self.who.emergency, *(self.answers[heading].text for heading in WHAT_TO_DO))
        return 60 * sum(len((text or "").split()) for text in texts) // WORDS_A_MINUTE

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read yet."""
        return not self.seen


@dataclass(frozen=True)
class ProfileStatus:
    """How far the profile of a pupil is, for the pupil's page, and what it says that staff are not to do."""

    is_begun: bool
    open: tuple[ProfileHeading, ...]
    agreed: tuple[Agreed, ...]
    unread: tuple[str, ...]
    dont: Answered


def view_profile(change: Change, value: str) -> Profile:
    """Return the profile of a placement, as far as the actor may see it, and log the look with the reason for access.

    `value` is the id of a placement or of a duty. Raises Absent for a past placement that the actor may not see.
    """
    placement = visible(change, value)
    standing = change.relation(placement)
    may, known, seen = permissions_of(standing), known_of(change, placement), seen_now(change, placement)
    change.record("profile:view", placement, pupil_id=placement.pupil_id, why=access_reason(standing))
    return Profile(
        who=pupil_summary(change, placement, names_of_staff(change)),
        sen=placement.sen,
        answers=answers_of(change, placement),
        open=known.open,
        barriers=barriers(change, placement, may),
        gaps=tuple(gaps_of(change, placement.id)),
        attainment=_attainment(change, placement) if Permission.PROGRESS_SEE in may else None,
        programmes=_programmes(change, placement),
        first_day=placement.first_day,
        attendance=placement.attendance if Permission.STAY_SEE in may else None,
        agreed=agreed_of(change, placement),
        seen=seen,
        read_on=last_reading(change, placement, seen) if seen else None,
        unread=names_unread(change, placement),
        may_write=may_write(change, placement),
    )


def status_of(read: Read, placement: Placement) -> ProfileStatus:
    """Return how far the profile of a placement is."""
    known = known_of(read, placement)
    agreed, unread = agreed_of(read, placement), names_unread(read, placement)
    return ProfileStatus(known.state is not None, known.open, agreed, unread, what_not_to_do(read, placement))


def _attainment(read: Read, placement: Placement) -> tuple[Attainment, ...]:
    sources = (Source.PRIOR, Source.BASELINE, Source.FURTHER)
    rows = newest_results(read, MOST_RESULTS, Result.placement_id == placement.id, Result.source.in_(sources))
    newest = {(row.subject, row.scale, row.source): (row, value) for row, value in with_values(read.session, rows)}
    return tuple(
        Attainment(row.subject, value.text, value.scale.label, row.source, row.on)
        for row, value in sorted(newest.values(), key=lambda one: (one[0].subject, one[0].on))
    )


def _programmes(read: Read, placement: Placement) -> tuple[tuple[str, str], ...]:
    rows = select(Target.subject, Target.programme).where(
        Target.placement_id == placement.id, Target.replaced_at.is_(None), Target.programme.is_not(None)
    )
    return tuple((row.subject, row.programme) for row in read.session.execute(rows.order_by(Target.subject)))
