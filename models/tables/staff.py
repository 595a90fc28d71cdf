"""Staff: the Slack users whom a Head has added, with role, duties and subjects."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.permission import Relation, Role
from models.tables.base import Base, by_value, find_row

# Short enough for the value of a Slack option, with the id of a member of staff before it.
LONGEST_SUBJECT = 50


class Staff(Base):
    """A member of staff. The row is kept when they leave, since history points at it.

    `dm` is the Slack conversation with them, `home_shows` the placement in their App Home, and `home_table` the filter
    of the table of all pupils there. If both are None, Home shows their duties. Since `doubted_at` Slack says that they
    do not belong here, and the Heads were asked about it. `away_until` is the first day on which they are back,
    `away_since` the day on which that was said, and `cover_id` who is offered what is due meanwhile.
    """

    __tablename__ = "staff"

    slack_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(by_value(Role))
    senco: Mapped[bool] = mapped_column(default=False)
    dsl: Mapped[bool] = mapped_column(default=False)
    subjects: Mapped[list[str]] = mapped_column(default=list)
    dm: Mapped[str | None] = mapped_column(String(32))
    home_shows: Mapped[str | None] = mapped_column(String(32))
    home_table: Mapped[dict[str, Any] | None]
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    away_until: Mapped[date | None]
    away_since: Mapped[date | None]
    cover_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def active(self) -> bool:
        """Whether they are still on the staff."""
        return self.left_at is None

    def is_away(self, day: date) -> bool:
        """Whether they are away on a day: nothing is asked of them."""
        return self.away_until is not None and day < self.away_until

    def relation(self, *, keyworker: bool = False, teacher: bool = False, own: bool = False) -> Relation:
        """Return the relation of this member of staff to a pupil or thing, as the arguments describe it."""
        return Relation(self.role, self.active, self.senco, self.dsl, keyworker, teacher, own)


_ACTIVE = select(Staff).where(Staff.left_at.is_(None)).order_by(Staff.name)
_ACTIVE_WITH_ROLE = _ACTIVE.where(Staff.role.in_(bindparam("roles", expanding=True)))
_HEADS = select(Staff).where(Staff.left_at.is_(None), Staff.role == Role.HEAD)
_FIRST_HEAD = _HEADS.order_by(Staff.added_at, Staff.id).limit(1)


def by_slack_id(session: Session, slack_id: str) -> Staff | None:
    """Return the member of staff behind a Slack user, even one who has left, or None."""
    return find_row(session, Staff, slack_id=slack_id)


def active_staff(session: Session, *roles: Role) -> list[Staff]:
    """Return the active staff by name, only those with one of these roles if any are given."""
    return list(session.scalars(_ACTIVE_WITH_ROLE, {"roles": roles}) if roles else session.scalars(_ACTIVE))


def first_head(session: Session) -> Staff | None:
    """Return the active Head who was added first, who owns what nobody else owns, or None."""
    return session.scalar(_FIRST_HEAD)


def first_head_id(session: Session) -> str | None:
    """Return the id of the Head who owns duties by default, the one who was added first, or None."""
    head = first_head(session)
    return head.id if head else None
