"""Versions of staff and settings, so that the second of two editors undoes nothing unseen."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for table in ("staff", "setting"):
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
