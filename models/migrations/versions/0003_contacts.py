"""Numbers that do not work, how people like to be reached and why they were, and reviews that they declined."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# About ten school days: from then on, attempts counted for the review that was due.
COUNTED_FOR = timedelta(days=14)


def upgrade() -> None:
    """Apply."""
    op.add_column("contact", sa.Column("phone_wrong_on", sa.Date(), nullable=True))
    op.add_column("contact", sa.Column("prefers", sa.String(200), nullable=True))
    op.add_column("attempt", sa.Column("reason", sa.String(40), nullable=True))
    op.add_column("review", sa.Column("declined", sa.Boolean(), nullable=False, server_default=sa.false()))
    _name_what_was_declined()


def _name_what_was_declined() -> None:
    """Name as declined what a refusal had ended as "could not be reached"."""
    attempt = sa.table("attempt", *map(sa.column, ("placement_id", "side", "outcome")), sa.column("on", sa.Date()))
    duty = sa.table("duty", *map(sa.column, ("placement_id", "kind", "ending")))
    review = sa.table(
        "review",
        *map(sa.column, ("id", "placement_id")),
        sa.column("on", sa.Date()),
        sa.column("unreached", sa.Boolean()),
        sa.column("declined", sa.Boolean()),
    )
    refused = sa.select(attempt.c.placement_id, attempt.c.on).where(
        attempt.c.side == "family", attempt.c.outcome == "refused"
    )
    families = refused.with_only_columns(attempt.c.placement_id)
    unreached = sa.and_(duty.c.kind == "contact:family", duty.c.ending == "could_not_be_reached")
    op.execute(sa.update(duty).where(unreached, duty.c.placement_id.in_(families)).values(ending="declined"))
    connection = op.get_bind()
    days = connection.execute(refused).all()
    closed = sa.select(review.c.id, review.c.placement_id, review.c.on).where(review.c.unreached)
    declined = [
        row.id
        for row in connection.execute(closed).all()
        if any(row.placement_id == each.placement_id and row.on - COUNTED_FOR <= each.on <= row.on for each in days)
    ]
    named = sa.update(review).where(review.c.id.in_(declined))
    connection.execute(named.values(unreached=False, declined=True))
