"""What a corrected thing said afterwards, so that what came later is no part of the correction."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("correction", sa.Column("after", sa.JSON(), nullable=True))
    _fill_after()


def _fill_after() -> None:
    """Fill in what each earlier correction led to: what the next one found, or else what stands now."""
    connection = op.get_bind()
    columns = (*map(sa.column, ("id", "thing", "thing_id")), sa.column("at", sa.DateTime(timezone=True)))
    correction = sa.table(
        "correction",
        *columns,
        sa.column("undone", sa.Boolean()),
        *(sa.column(name, sa.JSON()) for name in ("before", "after")),
    )
    found: dict[str, dict[str, Any] | None] = {}
    for row in connection.execute(sa.select(correction).order_by(correction.c.at.desc())).all():
        after = found[row.thing_id] if row.thing_id in found else _standing(connection, row.thing, row.thing_id)
        found[row.thing_id] = row.before
        if after is not None and not row.undone:
            connection.execute(sa.update(correction).where(correction.c.id == row.id).values(after=after))


def _standing(connection: sa.Connection, thing: str, thing_id: str) -> dict[str, Any] | None:
    table = sa.Table(thing, sa.MetaData(), autoload_with=connection)
    row = connection.execute(sa.select(table).where(table.c.id == thing_id)).mappings().first()
    return None if row is None else {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
