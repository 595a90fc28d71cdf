"""Where nobody knows where a pupil goes on to, that is to be found out, and nothing is there to be confirmed yet."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    duty = sa.table("duty", *map(sa.column, ("kind", "placement_id")), sa.column("done_on", sa.Date()))
    leaving = sa.table("leaving", *map(sa.column, ("placement_id", "destination_kind")))
    unknown = sa.func.coalesce(leaving.c.destination_kind, "unknown") == "unknown"
    leavers = sa.select(leaving.c.placement_id).where(unknown)
    owed = sa.update(duty).where(duty.c.kind == "leave:destination", duty.c.done_on.is_(None))
    op.execute(owed.where(duty.c.placement_id.in_(leavers)).values(kind="leave:find_destination"))
