"""How pupils found the placement when it ended; whoever leaves soon is still to be asked."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "own_assessment",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_own_assessment_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_own_assessment_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_own_assessment"),
    )
    op.create_index("ix_own_assessment_placement_id", "own_assessment", ["placement_id"])
    _owe_asking()


def _owe_asking() -> None:
    """Owe asking those whose last day is still ahead, by that day, by whoever owes their leaving pack."""
    names = ("id", "kind", "placement_id", "about", "owner_id")
    dates = (sa.column("due_on", sa.Date()), sa.column("done_on", sa.Date()))
    duty = sa.table("duty", *map(sa.column, names), *dates, sa.column("added_at", sa.DateTime(timezone=True)))
    connection = op.get_bind()
    today = sa.literal(connection.scalar(sa.select(sa.func.current_date())), sa.Date())
    pack = sa.select(duty.c.placement_id, duty.c.owner_id, duty.c.due_on, duty.c.added_at)
    ahead = pack.where(duty.c.kind == "leave:pack", duty.c.done_on.is_(None), duty.c.due_on >= today)
    owed = {"kind": "leave:own_assessment", "about": ""}
    rows = [owed | {"id": token_hex(10)} | dict(row._mapping) for row in connection.execute(ahead)]
    if rows:
        op.bulk_insert(duty, rows)
