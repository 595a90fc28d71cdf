"""The grade that a pupil was told, where it has been corrected since: not known of what was corrected before."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("review", sa.Column("told_grade", sa.String(30), nullable=True))
