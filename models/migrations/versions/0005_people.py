"""What is known of people: doubts about staff, several numbers, addresses, deaths, year groups, spellings of names."""

import sqlalchemy as sa
from alembic import op

from models.school.school_year import starting_year
from models.text import search_words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
        staff.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        staff.add_column(sa.Column("cover_id", sa.String(32), nullable=True))
        staff.create_foreign_key("fk_staff_cover_id_staff", "staff", ["cover_id"], ["id"])
    with op.batch_alter_table("duty") as duty:
        duty.add_column(sa.Column("covered_for_id", sa.String(32), nullable=True))
        duty.create_foreign_key("fk_duty_covered_for_id_staff", "staff", ["covered_for_id"], ["id"])
    with op.batch_alter_table("contact") as contact:
        contact.alter_column("phone", existing_type=sa.String(40), type_=sa.String(120), existing_nullable=True)
        contact.add_column(sa.Column("address", sa.String(300), nullable=True))
        contact.add_column(sa.Column("deceased", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("pupil", sa.Column("nc_year_since", sa.Integer(), nullable=True))
    op.add_column("pupil", sa.Column("emergency", sa.String(200), nullable=True))
    _let_pupils_be_found()
    _let_years_move_on()


def _let_pupils_be_found() -> None:
    """Write anew by which words each pupil is found."""
    parts = ("forenames", "surname", "preferred_name", "reference")
    pupil = sa.table("pupil", *map(sa.column, ("id", "searchable", *parts)))
    connection = op.get_bind()
    for row in connection.execute(sa.select(pupil)).mappings().all():
        words = [word for part in parts if row[part] for word in search_words(row[part])]
        found = sa.update(pupil).where(pupil.c.id == row["id"])
        connection.execute(found.values(searchable="".join(f" {word}" for word in words)))


def _let_years_move_on() -> None:
    """Have a year group that was set by hand count from the school year in which the database was last used."""
    at = sa.column("at", sa.DateTime(timezone=True))
    last = op.get_bind().scalar(sa.select(sa.func.max(at)).select_from(sa.table("audit", at)))
    if last is None:
        return
    pupil = sa.table("pupil", *map(sa.column, ("nc_year_override", "nc_year_since")))
    by_hand = sa.update(pupil).where(pupil.c.nc_year_override.is_not(None))
    op.execute(by_hand.values(nc_year_since=starting_year(last.date())))
