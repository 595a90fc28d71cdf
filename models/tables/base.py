"""What every table shares: names of constraints, random ids, instants in UTC, and enums stored by value."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Enum, Integer, MetaData, Select, String, bindparam, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# No 0/O, 1/I/L: a reference is read aloud across a room and typed again.
LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_id() -> str:
    """Return a random id that is never used again; SQLite would give a deleted rowid to the next row."""
    return secrets.token_hex(10)


def new_reference() -> str:
    """Return four characters that are hard to misread, to stand for a pupil where the name may not be shown."""
    return "".join(secrets.choice(LEGIBLE) for _ in range(4))


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. It refuses a value without a time zone, since SQLite would return 09:00+01:00 as 09:00."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Convert the value to UTC, as SQLite keeps no offset. Raises ValueError if it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the stored value in UTC, with its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Percent(TypeDecorator[float]):
    """A rate in per cent with one decimal, stored in whole tenths, so that the database compares it exactly."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the rate in tenths."""
        return None if value is None else round(value * 10)

    def process_result_value(self, value: int | None, dialect: Dialect) -> float | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the rate in per cent."""
        return None if value is None else value / 10


def by_value(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores an enum's value as text, so that renaming a member needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The base class of all tables, which gives each row a random id."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant(), dict[str, Any]: JSON(), list[str]: JSON(), str: String()}  # noqa: RUF012 - SQLAlchemy reads it so

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)


Row = TypeVar("Row", bound=Base)


def find_row(session: Session, table: type[Row], **values: Any) -> Row | None:
    """Return a row whose columns hold these values, none of which is None; None if there is no such row.

    To build a statement costs more than to run it, and that of this table and these columns is built once. Other
    statements that run in most transactions are likewise built once, as constants of their module with `bindparam`.
    """
    found: Row | None = session.scalar(_with_values(table, *values), values)
    return found


@cache
def _with_values(table: type[Base], *columns: str) -> Select[Any]:
    return select(table).where(*(getattr(table, column) == bindparam(column) for column in columns))
