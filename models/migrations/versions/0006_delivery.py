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
    _forget_what_the_record_said()


def _forget_what_the_record_said() -> None:
    """Delete drafts in which nobody had typed, and forms that were kept whole: they copy the record."""
    draft = sa.table("draft", sa.column("id"), sa.column("form"), sa.column("context", sa.JSON()))
    connection = op.get_bind()
    rows = connection.execute(sa.select(draft.c.id, draft.c.form, draft.c.context)).all()
    copies = [row.id for row in rows if row.form == "form.waiting" or (row.context or {}).get("untouched")]
    connection.execute(sa.delete(draft).where(draft.c.id.in_(copies)))
