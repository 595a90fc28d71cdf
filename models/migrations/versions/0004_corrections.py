"""What a corrected thing said afterwards, and questions about what a colleague set."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = sa.MetaData()  # each is read once


def upgrade() -> None:
    """Apply."""
    TABLES.clear()
    op.add_column("correction", sa.Column("after", sa.JSON(), nullable=True))
    _fill_after()
    op.create_table(
        "question",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("thing", sa.String(20), nullable=False),
        sa.Column("thing_id", sa.String(32), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.String(32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_question_placement_id_placement")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_question_by_id_staff")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["staff.id"], name=op.f("fk_question_answered_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    for name in ("placement_id", "thing_id"):
        op.create_index(op.f(f"ix_question_{name}"), "question", [name])


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
    table = sa.Table(thing, TABLES, autoload_with=connection, resolve_fks=False)
    row = connection.execute(sa.select(table).where(table.c.id == thing_id)).mappings().first()
    return None if row is None else {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
