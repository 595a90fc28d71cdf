"""From when reviews are counted of a placement that had begun before it was imported."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("placement", sa.Column("counted_from", sa.Date(), nullable=True))
