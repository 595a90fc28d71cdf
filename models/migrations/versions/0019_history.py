"""Who taught a subject before, and the questions that were asked of a target before it was saved."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("teaching", sa.Column("since", sa.Date(), nullable=True))
    op.create_table(
        "taught",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_taught_placement_id_placement"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_taught_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_taught"),
    )
    op.create_index("ix_taught_placement_id", "taught", ["placement_id"])
    op.create_table(
        "target_doubt",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("scale", sa.String(80), nullable=False),
        sa.Column("value", sa.String(30), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("target_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_target_doubt_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_target_doubt_by_id_staff"),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name="fk_target_doubt_target_id_target"),
        sa.PrimaryKeyConstraint("id", name="pk_target_doubt"),
    )
    op.create_index("ix_target_doubt_placement_id", "target_doubt", ["placement_id"])
    op.create_index("ix_target_doubt_target_id", "target_doubt", ["target_id"])
