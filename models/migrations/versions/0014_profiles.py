"""Learning profiles: answers by heading, who agreed one, and who has read it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "profile_answer",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("heading", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("voice", sa.String(40), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("asked_of", sa.String(200), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_profile_answer_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_profile_answer_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_profile_answer"),
        sa.UniqueConstraint("placement_id", "heading", name="uq_profile_answer_placement_id"),
    )
    op.create_index("ix_profile_answer_placement_id", "profile_answer", ["placement_id"])
    op.create_table(
        "profile_agreement",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_profile_agreement_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_profile_agreement_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_profile_agreement"),
    )
    op.create_index("ix_profile_agreement_placement_id", "profile_agreement", ["placement_id"])
    op.create_table(
        "profile_reading",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("seen", sa.String(16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_profile_reading_placement_id_placement"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_profile_reading_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_profile_reading"),
    )
    op.create_index("ix_profile_reading_placement_id", "profile_reading", ["placement_id"])
