"""How placements end and when they are planned to, and how pupils who left are getting on."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("placement", sa.Column("planned_end", sa.Date(), nullable=True))
    op.create_table(
        "leaving",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("by_whom", sa.String(200), nullable=True),
        sa.Column("destination_kind", sa.String(40), nullable=True),
        sa.Column("destination", sa.String(200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_with", sa.String(200), nullable=True),
        sa.Column("readiness", sa.String(40), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_leaving_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_leaving_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_leaving"),
        sa.UniqueConstraint("placement_id", name="uq_leaving_placement_id"),
    )
    op.create_index("ix_leaving_on", "leaving", ["on"])
    op.create_table(
        "check_in",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_check_in_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_check_in_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
    )
    op.create_index("ix_check_in_placement_id", "check_in", ["placement_id"])
