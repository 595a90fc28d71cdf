"""The day on which a duty passed to its present owner: not known of those that passed before."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("duty", sa.Column("passed_on", sa.Date(), nullable=True))
