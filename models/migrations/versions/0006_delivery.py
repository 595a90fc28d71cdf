"""Until when a message may be posted, how often it was looked for and posted again, and drafts without the record."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("message", sa.Column("not_after", sa.DateTime(timezone=True), nullable=True))
    for name in ("looks", "reposts"):
        op.add_column("message", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    _let_old_digests_lapse()
    _forget_what_the_record_said()


def _let_old_digests_lapse() -> None:
    """Let the Heads decide about a digest that never stood in Slack: it is not posted by itself."""
    moments = (sa.column(name, sa.DateTime(timezone=True)) for name in ("added_at", "not_after"))
    message = sa.table("message", sa.column("kind"), sa.column("state"), sa.column("ts"), *moments)
    old = message.c.ts.is_(None) & message.c.state.in_(("unknown", "paused", "sending"))
    op.execute(sa.update(message).where(message.c.kind == "digest", old).values(not_after=message.c.added_at))


def _forget_what_the_record_said() -> None:
    """Delete drafts in which nobody had typed, and forms that were kept whole: they copy the record."""
    draft = sa.table("draft", sa.column("id"), sa.column("form"), sa.column("context", sa.JSON()))
    connection = op.get_bind()
    rows = connection.execute(sa.select(draft.c.id, draft.c.form, draft.c.context)).all()
    copies = [row.id for row in rows if row.form == "form.waiting" or (row.context or {}).get("untouched")]
    connection.execute(sa.delete(draft).where(draft.c.id.in_(copies)))
