"""What was written where something was handed over, from whom it passed on, and when to ask a pupil again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("duty") as duty:
        duty.add_column(sa.Column("offer_note", sa.Text(), nullable=True))
        duty.add_column(sa.Column("passed_from_id", sa.String(32), nullable=True))
        duty.create_foreign_key("fk_duty_passed_from_id_staff", "staff", ["passed_from_id"], ["id"])
    op.add_column("review", sa.Column("ask_again_on", sa.Date(), nullable=True))
