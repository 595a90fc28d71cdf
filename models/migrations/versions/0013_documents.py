"""Documents that were given to somebody, and how long a file that was shared may stay in Slack."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("handed_file", sa.Column("stays_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "given_document",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("to", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(32), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("attempt_id", sa.String(32), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_given_document_placement_id_placement"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_given_document_contact_id_contact"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_given_document_attempt_id_attempt"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_given_document_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_given_document"),
    )
    op.create_index("ix_given_document_placement_id", "given_document", ["placement_id"])
