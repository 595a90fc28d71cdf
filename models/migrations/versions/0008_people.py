"""Staff whom Slack no longer knows."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("staff", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
