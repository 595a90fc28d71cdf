"""Which grade a pupil was told, and what was decided of a duty, before either was changed: not known of the past."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("review", sa.Column("told_grade", sa.String(30), nullable=True))
    op.add_column("duty", sa.Column("decided", sa.JSON(), nullable=True))
