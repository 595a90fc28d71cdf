"""Staff whom Slack no longer knows; contacts with several numbers or an address, or who have died."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("staff", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("contact") as contact:
        contact.alter_column("phone", existing_type=sa.String(40), type_=sa.String(120), existing_nullable=True)
        contact.add_column(sa.Column("address", sa.String(300), nullable=True))
        contact.add_column(sa.Column("deceased", sa.Boolean(), nullable=False, server_default=sa.false()))
