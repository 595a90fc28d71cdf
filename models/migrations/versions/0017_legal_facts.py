"""The dated facts that legal dates of a pupil hang on."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "legal_fact",
        sa.Column("pupil_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(200), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_by_id", sa.String(32), nullable=True),
        sa.Column("wrong_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_legal_fact_pupil_id_pupil"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_legal_fact_by_id_staff"),
        sa.ForeignKeyConstraint(["wrong_by_id"], ["staff.id"], name="fk_legal_fact_wrong_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_legal_fact"),
    )
    op.create_index("ix_legal_fact_pupil_id", "legal_fact", ["pupil_id"])
