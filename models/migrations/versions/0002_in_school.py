"""When somebody saw the pupil here, and why a duty was late or not needed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for name in ("in_school_on", "full_time_on", "absent_on"):
        op.add_column("placement", sa.Column(name, sa.Date(), nullable=True))
    for name in ("why", "told"):
        op.add_column("duty", sa.Column(name, sa.Text(), nullable=True))
