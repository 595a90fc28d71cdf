"""The date that an objective had before each review of it, so that a review can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("objective_review", sa.Column("by_when_before", sa.Date(), nullable=True))
