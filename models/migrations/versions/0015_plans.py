"""Education Support Plans: the plan and its words, objectives with their reviews, criteria, provision, signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _table(
        "support_plan",
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("health", "family", "social")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("works_here", "works_at_home")),
        sa.Column("kind", sa.String(40), nullable=True),
        *(sa.Column(name, sa.String(200), nullable=True) for name in ("target_school", "link_person", "who_decides")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("timetable", "trial", "fallback")),
        *(sa.Column(name, sa.String(200), nullable=True) for name in ("where_taught", "hours")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("home_contact", "home_school_does")),
        sa.Column("handed_in_on", sa.Date(), nullable=True),
        sa.Column("sent_back", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("placement_id", name="uq_support_plan_placement_id"),
        refers={"handed_in_by_id": "staff"},
    )
    _table(
        "plan_voice",
        sa.Column("whose", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("why_not", sa.String(200), nullable=True),
        refers={"by_id": "staff"},
        indexed=("placement_id",),
    )
    _table(
        "plan_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("handed_in_on", sa.Date(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.UniqueConstraint("placement_id", "number", name="uq_plan_version_placement_id"),
        refers={"by_id": "staff", "written_by_id": "staff"},
    )
    _objectives()
    _provision()


def _objectives() -> None:
    _table(
        "plan_objective",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("what", "baseline", "criterion")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("by_when", "set_on")),
        sa.Column("ended_on", sa.Date(), nullable=True),
        refers={"follows_id": "plan_objective", "by_id": "staff"},
        indexed=("placement_id",),
    )
    _table(
        "objective_review",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(40), nullable=False) for name in ("outcome", "decision")),
        sa.Column("changes", sa.Text(), nullable=True),
        refers={"objective_id": "plan_objective", "by_id": "staff"},
        needed=("objective_id",),
        indexed=("placement_id", "objective_id"),
    )
    _table(
        "plan_criterion",
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("shown_on", "dropped_on")),
        refers={"shown_by_id": "staff", "by_id": "staff"},
        indexed=("placement_id",),
    )


def _provision() -> None:
    _table(
        "plan_provision",
        *(sa.Column(name, sa.String(200), nullable=False) for name in ("what", "by_whom")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("minutes", "times")),
        sa.Column("group_size", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("starts_on", "ends_on")),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("barriers", sa.JSON(), nullable=False),
        sa.Column("effect", sa.String(40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        refers={"ended_by_id": "staff", "by_id": "staff"},
        indexed=("placement_id",),
    )
    _table(
        "plan_session_count",
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        refers={"provision_id": "plan_provision", "by_id": "staff"},
        needed=("provision_id",),
        indexed=("placement_id", "provision_id"),
    )


def _table(
    name: str,
    *columns: sa.schema.SchemaItem,
    refers: dict[str, str],
    needed: tuple[str, ...] = (),
    indexed: tuple[str, ...] = (),
) -> None:
    """Create a table of a placement; `refers` names the table to which each of these columns refers."""
    links = {"placement_id": "placement", **refers}
    op.create_table(
        name,
        *(sa.Column(link, sa.String(32), nullable=link not in ("placement_id", *needed)) for link in links),
        *columns,
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        *(
            sa.ForeignKeyConstraint([link], [f"{table}.id"], name=f"fk_{name}_{link}_{table}")
            for link, table in links.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    for column in indexed:
        op.create_index(f"ix_{name}_{column}", name, [column])
