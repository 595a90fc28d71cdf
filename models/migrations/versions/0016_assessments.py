"""Assessments that are carried out or asked for, the decisions that led to them, and how often they were chased."""

from datetime import date, timedelta
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Fifteen school days are three weeks and ten are two, where there is no holiday.
PERIOD, SUSPICION = timedelta(days=21), timedelta(days=14)
SATURDAY = 5


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "assessment_decision",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("choice", sa.String(40), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name="fk_assessment_decision_placement_id_placement"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_assessment_decision_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_decision"),
    )
    op.create_index("ix_assessment_decision_placement_id", "assessment_decision", ["placement_id"])
    op.create_table(
        "assessment",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("decision_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(75), nullable=False),
        sa.Column("asked_of", sa.String(200), nullable=True),
        sa.Column("done_by_id", sa.String(32), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("meanwhile", sa.Text(), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_assessment_placement_id_placement"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["assessment_decision.id"], name="fk_assessment_decision_id_assessment_decision"
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff.id"], name="fk_assessment_done_by_id_staff"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_assessment_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
    )
    op.create_index("ix_assessment_placement_id", "assessment", ["placement_id"])
    op.create_table(
        "assessment_chase",
        sa.Column("assessment_id", sa.String(32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_assessment_chase_assessment_id_assessment"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_assessment_chase_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_chase"),
    )
    op.create_index("ix_assessment_chase_assessment_id", "assessment_chase", ["assessment_id"])
    op.create_table(
        "screening",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("informant", sa.String(40), nullable=False),
        sa.Column("informant_name", sa.String(120), nullable=True),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_screening_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_screening_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_screening"),
    )
    op.create_index("ix_screening_placement_id", "screening", ["placement_id"])
    _owe_decisions()


def _owe_decisions() -> None:
    """Owe what those who are here need decided: at the end of a period that is still on, and of what is suspected."""
    staff = sa.table("staff", *map(sa.column, ("id", "name", "role", "senco", "left_at", "added_at")))
    placement = sa.table("placement", *map(sa.column, ("id", "left_on")), sa.column("first_day", sa.Date()))
    barrier = sa.table("barrier", *map(sa.column, ("placement_id", "kind", "status")))
    owners = sa.select(staff.c.id).where(staff.c.left_at.is_(None))
    sencos = owners.where(staff.c.senco.is_(sa.true())).order_by(staff.c.name)
    heads = owners.where(staff.c.role == "head").order_by(staff.c.added_at, staff.c.id)
    connection = op.get_bind()
    today, now = connection.execute(sa.select(sa.func.current_date(), sa.func.current_timestamp())).one()
    owner = connection.scalar(sencos.limit(1)) or connection.scalar(heads.limit(1))
    if owner is None:
        return
    here = sa.or_(placement.c.left_on.is_(None), placement.c.left_on >= sa.literal(today, sa.Date()))
    begun = sa.select(placement.c.id, placement.c.first_day).where(here, placement.c.first_day >= today - PERIOD)
    suspected = sa.select(placement.c.id).join(barrier, barrier.c.placement_id == placement.c.id)
    suspected = suspected.where(here, barrier.c.kind == "learning", barrier.c.status == "suspected")
    owed = [
        {"kind": "assessment:decide", "placement_id": row.id, "since": row.first_day, "days": 15}
        | {"due_on": _weekday(row.first_day + PERIOD)}
        for row in connection.execute(begun)
    ]
    owed += [
        {"kind": "assessment:suspicion", "placement_id": row.id, "since": today, "days": 10}
        | {"due_on": _weekday(today + SUSPICION)}
        for row in connection.execute(suspected)
    ]
    _insert([one | {"about": "", "owner_id": owner, "added_at": now} for one in owed])


def _insert(owed: list[dict[str, object]]) -> None:
    texts = ("id", "kind", "placement_id", "about", "owner_id")
    days = (sa.column("due_on", sa.Date()), sa.column("since", sa.Date()), sa.column("days", sa.Integer()))
    duty = sa.table("duty", *map(sa.column, texts), *days, sa.column("added_at", sa.DateTime(timezone=True)))
    if owed:
        op.bulk_insert(duty, [one | {"id": token_hex(10)} for one in owed])


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)
