"""Agreeing a profile: the pupil or the parents agree to what it says, and what changes later is shown beside that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.duties.profiles import CHANGED_ELSEWHERE, known_of, mark_of
from models.errors import Refused
from models.permission import Permission
from models.profiles.answers import is_of_family, rows_of
from models.profiles.reading import count_as_read, forget_reading
from models.profiles.write import require_writing
from models.progress.subject import may_correct
from models.rights import access_reason
from models.school.calendar import in_full
from models.stays import check_day_of, placement_of, visible
from models.tables.audit import Audit
from models.tables.barrier import Barrier
from models.tables.placement import Placement
from models.tables.profile import Agreeing, ProfileAgreement, ProfileHeading

TOO_EARLY = "That date is in the future. Record it once they have agreed."
EMERGENCY = "Emergency line"

Said = Mapping[str, Mapping[str, Any]]  # by the name of the heading on the screen


@dataclass(frozen=True)
class AgreePrefill:
    """A profile for the form that records who agreed to it; `said` marks what it says."""

    placement_id: str
    first_name: str
    reference: str
    said: str


@dataclass(frozen=True)
class Agreed:
    """The latest agreement of the pupil or of the parents; `changed` are the headings that have changed since.

    `name` says who of the parents it was, for those who may see contacts; `may_correct`: the reader, if they may write.
    """

    id: str
    who: Agreeing
    name: str | None
    on: date
    changed: tuple[str, ...]
    may_correct: bool


@dataclass(frozen=True)
class AgreementToCorrect:
    """An agreement as it was recorded, for the form that corrects it."""

    undo_window: UndoWindow
    first_name: str
    reference: str
    who: Agreeing
    on: date
    name: str | None


@dataclass(frozen=True)
class ChangedSince:
    """One heading that has changed since a profile was agreed. None: there was, or is, nothing the reader may see."""

    heading: str
    agreed: str | None
    now: str | None


@dataclass(frozen=True)
class Changes:
    """Everything in a profile that has changed since it was agreed."""

    first_name: str
    reference: str
    agreed: Agreed
    lines: tuple[ChangedSince, ...]


def agree_prefill(change: Change, value: str) -> AgreePrefill:
    """Prepare the form that records an agreement. Raises Refused while a heading is open."""
    placement = _agreeable(change, value)
    change.record("profile:view", placement, pupil_id=placement.pupil_id, why="agree")
    pupil, said = placement.pupil, mark_of(said_now(change, placement))
    return AgreePrefill(placement.id, pupil.first_name, pupil.reference, said)


def agree(change: Change, placement_id: str, who: Agreeing, on: date, name: str | None, seen: str | None = None) -> str:
    """Record that the pupil or the parents agreed to the profile as it stands now, and return the agreement's id.

    Raises Conflict if it no longer says what it said when the form was opened, `seen`, and Refused for a day on which
    it did not say that yet.
    """
    placement = _agreeable(change, placement_id)
    said = said_now(change, placement)
    if seen not in (None, mark_of(said)):
        raise change.edit_conflict(placement.id, placement.pupil_id, *(one.id for one in _barriers(change, placement)))
    check_day_of(change, placement, on, TOO_EARLY)
    _check_said_then(change, placement, on, change.now)
    agreed = ProfileAgreement(placement_id=placement.id, who=who, name=name, on=on, said=said)
    agreed.by_id, agreed.added_at = change.actor.staff_id, change.now
    change.record("profile:agree", change.add(agreed), pupil_id=placement.pupil_id)
    count_as_read(change, placement, "agree")
    return agreed.id


def agreement_to_correct(change: Change, agreement_id: str) -> AgreementToCorrect:
    """Prepare the form that corrects who agreed and when, and log the look. A name is for whoever may read contacts."""
    agreed, placement = _agreement(change, agreement_id)
    require_correcting(change, placement, agreed)
    change.record("profile:view", placement, pupil_id=placement.pupil_id, why="agree")
    pupil, name = placement.pupil, agreed.name if _sees_name(change, placement, agreed) else None
    window = undo_window_of(change, agreed)
    return AgreementToCorrect(window, pupil.first_name, pupil.reference, agreed.who, agreed.on, name)


def correct_agreement(
    change: Change, agreement_id: str, who: Agreeing, on: date, name: str | None, why: str | None, version: int | None
) -> None:
    """Correct who agreed, and on which day; what they agreed to stays as it was."""
    agreed, placement = _agreement(change, agreement_id)
    require_correcting(change, placement, agreed)
    check_day_of(change, placement, on, TOO_EARLY)
    if on > (saved_on := agreed.added_at.astimezone(change.zone).date()):
        said = f"This was recorded on {in_full(saved_on)}. If they agreed later, record that with “Agreed”."
        raise Refused(said, field="on")
    _check_said_then(change, placement, on, agreed.added_at)
    with correcting(change, agreed, why, version):
        agreed.who, agreed.on = who, on
        if name or _sees_name(change, placement, agreed):  # nobody takes away what they were not shown
            agreed.name = name


def undo_agreement(change: Change, agreement_id: str) -> None:
    """Undo within ten minutes that a profile was agreed, and that whoever saved this had so read it."""
    agreed, placement = _agreement(change, agreement_id)
    take_back(change, agreed)
    forget_reading(change, placement, agreed.by_id, agreed.added_at)


def agreed_of(read: Read, placement: Placement) -> tuple[Agreed, ...]:
    """Return the latest agreement of the pupil and that of the parents, with what has changed since each."""
    rows = select(ProfileAgreement).where(ProfileAgreement.placement_id == placement.id)
    latest = {one.who: one for one in read.session.scalars(rows.order_by(ProfileAgreement.added_at))}
    now = said_now(read, placement) if latest else {}
    sees_family = read.may(Permission.CONTACT_SEE, placement)
    return tuple(_agreed(read, latest[who], now, sees_family=sees_family) for who in Agreeing if who in latest)


def view_changes(change: Change, agreement_id: str) -> Changes:
    """Return what has changed since an agreement, as far as the reader may see each text, and log the look."""
    row = change.get(ProfileAgreement, agreement_id)
    placement = visible(change, row.placement_id)
    standing = change.relation(placement)
    change.record("profile:view", placement, pupil_id=placement.pupil_id, why=access_reason(standing))
    sees_family, now = change.may(Permission.CONTACT_SEE, placement), said_now(change, placement)
    lines = (
        ChangedSince(name, *(_text(said.get(name), sees_family=sees_family) for said in (row.said, now)))
        for name in _changed(row.said, now)
    )
    pupil, agreed = placement.pupil, _agreed(change, row, now, sees_family=sees_family)
    return Changes(pupil.first_name, pupil.reference, agreed, tuple(lines))


def said_now(read: Read, placement: Placement) -> dict[str, dict[str, Any]]:
    """Return what the profile says now under each heading, with what is kept elsewhere, as an agreement keeps it."""
    said: dict[str, dict[str, Any]] = {}
    if placement.pupil.emergency:
        said[EMERGENCY] = {"text": placement.pupil.emergency}
    for heading, row in rows_of(read, placement).items():
        text = row.text or (f"Not known. Asked: {row.asked_of}" if row.asked_of else None)
        if text is not None:
            said[heading.label] = {"text": text, "family": is_of_family(heading, row.voice)}
    if placement.helps:
        said[ProfileHeading.HELPS.label] = {"text": placement.helps}
    for barrier in _barriers(read, placement):
        said[f"{barrier.kind.label} (barrier)"] = {"text": barrier.status.label}
    return said


def _sees_name(read: Read, placement: Placement, agreed: ProfileAgreement) -> bool:
    return agreed.by_id == read.actor.staff_id or read.may(Permission.CONTACT_SEE, placement)


def _check_said_then(read: Read, placement: Placement, on: date, by: datetime) -> None:
    """Refuse a day before the last change up to a moment: nobody can have agreed to words that were not there yet."""
    changed = [one.saved_at for one in rows_of(read, placement).values()]
    changed += [one.changed_at for one in _barriers(read, placement)]
    elsewhere = select(Audit.at).where(Audit.verb == CHANGED_ELSEWHERE, Audit.thing_id == placement.id)
    changed += read.session.scalars(elsewhere)
    last = max((at for at in changed if at <= by), default=None)
    if last is not None and on < (last_on := last.astimezone(read.zone).date()):
        raise Refused(
            f"The profile was last changed on {in_full(last_on)}. Give the day, then or later, on which they agreed to "
            "it as it is now.",
            field="on",
        )


def _agreement(read: Read, agreement_id: str) -> tuple[ProfileAgreement, Placement]:
    agreed = read.get(ProfileAgreement, agreement_id)
    placement = read.get(Placement, agreed.placement_id)
    require_writing(read, placement)
    return agreed, placement


def _barriers(read: Read, placement: Placement) -> Sequence[Barrier]:
    return read.session.scalars(select(Barrier).where(Barrier.placement_id == placement.id)).all()


def _agreed(read: Read, row: ProfileAgreement, now: Said, *, sees_family: bool) -> Agreed:
    name, changed = row.name if sees_family else None, tuple(_changed(row.said, now))
    return Agreed(row.id, row.who, name, row.on, changed, may_correct(read, row.by_id))


def _changed(before: Said, now: Said) -> Iterable[str]:
    names = dict.fromkeys((*before, *now))
    return [name for name in names if before.get(name, {}).get("text") != now.get(name, {}).get("text")]


def _text(said: Mapping[str, Any] | None, *, sees_family: bool) -> str | None:
    return None if said is None or (said.get("family") and not sees_family) else str(said["text"])


def _agreeable(read: Read, value: str) -> Placement:
    placement = placement_of(read, value)
    require_writing(read, placement)
    if still_open := known_of(read, placement).open:
        raise Refused(f"Not everything is answered yet: {still_open[0].label}. Complete the profile first.")
    return placement
