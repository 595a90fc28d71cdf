"""A database that was put back from a backup: what it cannot know of, so that nothing is said or asked twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from models.change import Change, Read
from models.school.settings import write_settings
from models.tables.audit import Audit
from models.tables.base import new_id
from models.tables.job_run import JobRun, JobRunState
from models.tables.setting import Setting

NAME = "restored"
# As far back as slots are caught up with, or reported as missed.
SETTLES_FOR = timedelta(days=8)


@dataclass(frozen=True)
class Restored:
    """When the database was put back, and from when on it knows nothing of what was done and posted."""

    at: datetime
    unknown_since: datetime


def note_restore(change: Change) -> None:
    """Note that the database was put back.

    What was due on earlier days was done by the bot of then: it is neither caught up with nor reported as missed.
    """
    known_until = change.session.scalar(select(func.max(Audit.at)).where(Audit.at <= change.now)) or change.now
    write_settings(change.session, {NAME: [change.now.isoformat(), known_until.isoformat()]})
    yesterday = change.today - timedelta(days=1)
    last = select(JobRun.job).group_by(JobRun.job).having(func.max(JobRun.on) < yesterday)
    for job in change.session.scalars(last).all():
        change.add(JobRun(job=job, on=yesterday, state=JobRunState.SKIPPED, at=change.now))
    line = Audit(at=change.now, actor_id=change.actor.staff_id, verb="database:restore")
    line.thing, line.thing_id = "database", new_id()
    change.add(line)


def restored(read: Read) -> Restored | None:
    """Return when the database was put back, if that was in the last days."""
    kept = read.session.scalar(select(Setting.value).where(Setting.name == NAME))
    found = Restored(*map(datetime.fromisoformat, kept)) if kept else None
    return found if found and found.at > read.now - SETTLES_FOR else None
