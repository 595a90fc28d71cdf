"""Lateness that stays on the record: why a day was missed before it was not needed, and with whom a duty was late.

Since when somebody is away is not known of those who are away now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# Until now both reasons stood in one text.
BETWEEN = ". It was late before that: "


def upgrade() -> None:
    """Apply."""
    op.add_column("duty", sa.Column("late_why", sa.Text(), nullable=True))
    op.add_column("duty", sa.Column("late_with", sa.JSON(), nullable=True))
    op.add_column("staff", sa.Column("away_since", sa.Date(), nullable=True))
    _part_reasons(op.get_bind())


def _part_reasons(connection: sa.Connection) -> None:
    duty = sa.table("duty", *(sa.column(name, sa.Text()) for name in ("id", "ending", "why", "late_why")))
    both = sa.select(duty.c.id, duty.c.why).where(duty.c.ending == "not_needed", duty.c.why.contains(BETWEEN))
    for row in connection.execute(both).all():
        why, _, late_why = row.why.partition(BETWEEN)
        connection.execute(sa.update(duty).where(duty.c.id == row.id).values(why=why, late_why=late_why))
