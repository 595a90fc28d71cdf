"""Weekly attendance, rates with one decimal, and who is on roll without anybody having seen them here."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Whose first day an import took from the roll, and nobody has recorded since: the import wrote the referral too.
FROM_THE_ROLL = """
    UPDATE placement SET entered_on = in_school_on, in_school_on = NULL
    WHERE in_school_on = first_day AND full_time_on IS NULL AND EXISTS (
        SELECT 1 FROM audit JOIN referral ON referral.placement_id = audit.thing_id AND referral.added_at = audit.at
        WHERE audit.thing = 'placement' AND audit.verb = 'pupil:import' AND audit.thing_id = placement.id
    ) AND NOT EXISTS (
        SELECT 1 FROM audit WHERE audit.thing_id = placement.id
        AND audit.verb IN ('placement:full_time', 'placement:part_time')
    )
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "attendance_week",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_attendance_week_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_attendance_week_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance_week"),
        sa.UniqueConstraint("placement_id", "week", name="uq_attendance_week_placement_id"),
    )
    # In tenths of a per cent from now on.
    op.execute("UPDATE placement SET attendance = attendance * 10")
    op.add_column("placement", sa.Column("entered_on", sa.Date(), nullable=True))
    op.execute(FROM_THE_ROLL)
