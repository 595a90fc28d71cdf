"""A school on which a scene is set once, whoever tries how many doors of it: each finds it as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from models.actor import Actor
from models.change import Change, Read
from models.permission import Role
from models.profiles.reading import seen_now
from models.tables.audit import Audit
from models.tables.placement import Placement
from models.tables.staff import Staff, by_slack_id
from tests.promises import matrix
from tests.promises.doors import enter, filled, gesture, quiet
from tests.promises.matrix import Case
from tests.promises.snapshot import Snapshot, a_snapshot
from tests.raw import Answer, Raw
from tests.scene import set_scene
from tests.school import Service

# What the bot keeps for itself: nothing in these is anybody's doing.
OWN = {"message", "message_pupil", "draft", "submission", "slot", "handed_file"}
# How the staff list has each role.
ROLES: dict[str, dict[str, Any]] = {
    matrix.HEAD: {"role": Role.HEAD, "senco": False, "dsl": False},
    matrix.ADMINISTRATOR: {"role": Role.ADMINISTRATOR, "senco": False, "dsl": False},
    matrix.SENCO: {"role": Role.TEACHER, "senco": True, "dsl": False},
    matrix.DSL: {"role": Role.TEACHER, "senco": False, "dsl": True},
    matrix.TEACHER: {"role": Role.TEACHER, "senco": False, "dsl": False},
    matrix.SUPPORT: {"role": Role.SUPPORT, "senco": False, "dsl": False},
}


@dataclass(frozen=True)
class Line:
    """A line of the log: what was done, to which pupil, by whom and why."""

    verb: str
    pupil: str | None
    by: str | None
    why: str | None


@dataclass(frozen=True)
class Changes:
    """What a gesture changed: tables of people's doing other than the log, and the new lines of the log."""

    tables: list[str]
    lines: list[Line]

    @property
    def verbs(self) -> set[str]:
        return {line.verb for line in self.lines}


class Stage:
    """A school, the scene that is set in it, and the person who tries its doors."""

    def __init__(self, service: Service, snapshot: Snapshot) -> None:
        self.service = service
        self.user = ""
        self.ids: dict[str, Any] = {}
        self._snapshot = snapshot
        self._set: tuple[str, str, str, Any] | None = None

    async def set(self, who: str, setting: str, *, user: str = "", **how: Any) -> bool:
        """Set the scene for `who` of the matrix, or put back the one that stands; whether it had to be set.

        `user` is the Slack id of somebody else who is that to the pupil; `how` is given to `set_scene`.
        """
        await quiet(self.service)
        self._snapshot.put_back()
        self.user = await enter(self.service, who, user)
        await quiet(self.service)  # a leaver has left, and it was told
        self._snapshot.take()
        relation = who if who in matrix.RELATIONS | matrix.BESIDE else ""
        wanted = (relation, self.user if relation else "", setting, how)
        if wanted == self._set:
            return False

        def scene(change: Change) -> dict[str, Any]:
            return set_scene(change, relation, self.user, setting, **how)

        self.ids = await self.service.change(scene, by="helen")
        await quiet(self.service)
        self._snapshot.take()
        self._set = wanted
        return True

    async def become(self, role: str) -> None:
        """Have the person be of another role, whatever they are to the pupil."""
        self.ids["reading"] = await self.service.change(_become, self.user, ROLES[role], self.ids["placement"])
        self._snapshot.take()

    async def gesture(self, kind: str, name: str, case: Case, *, user: str = "") -> Answer:
        """Try a door as the person for whom the scene is set, or another, until all that follows from it is done."""
        user, slack = user or self.user, self.service.slack
        first = len(slack.calls)
        answer = await gesture(Raw(slack), kind, name, filled(case, self.ids), user)
        await quiet(self.service)  # a first direct message to somebody is a change of theirs
        shown = [call.args for call in slack.calls[first:] if call.method == "views.publish"]
        answer.home = [dict(args["view"]) for args in shown if args["user_id"] == user]
        return answer

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the new rows of each table that is not as it was set, the bot's own included."""
        return self._snapshot.changed()

    def changed(self) -> Changes:
        """Return what was changed since the scene was set."""
        found = self.rows()
        lines = [dict(zip(Audit.__table__.columns.keys(), row, strict=True)) for row in found.pop("audit", [])]
        kept = [Line(line["verb"], line["pupil_id"], line["actor_id"], line["why"]) for line in lines]
        return Changes([table for table in found if table not in OWN], kept)

    def put_back(self) -> None:
        """Have the scene as it was set."""
        self._snapshot.put_back()


def _become(change: Change, user: str, role: dict[str, Any], placement_id: str) -> str:
    """Change somebody's role, and return what they would say that they have read of the profile: what they may read."""
    change.session.execute(update(Staff).where(Staff.slack_id == user).values(**role))
    staff = by_slack_id(change.session, user)
    reader = Read(change.session, Actor(staff and staff.id), change.now, change.zone)
    return f"{placement_id}:{seen_now(reader, change.get(Placement, placement_id))}"


@contextmanager
def a_stage(service: Service) -> Iterator[Stage]:
    """Yield a stage in this school."""
    with a_snapshot(service.bot.desk.database.url) as snapshot:
        yield Stage(service, snapshot)
