"""What was agreed about placements, what their commissioners say, and whom staff asked for what is missing."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "agreement",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("commissioner_kind", sa.String(40), nullable=True),
        sa.Column("commissioner", sa.String(200), nullable=True),
        sa.Column("commissioner_person", sa.String(200), nullable=True),
        sa.Column("commissioner_contact", sa.String(200), nullable=True),
        sa.Column("objectives", sa.Text(), nullable=True),
        sa.Column("longest_weeks", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("timetable", sa.String(40), nullable=True),
        sa.Column("part_time_from", sa.Date(), nullable=True),
        sa.Column("part_time_why", sa.Text(), nullable=True),
        sa.Column("part_time_until", sa.Date(), nullable=True),
        sa.Column("part_time_look_on", sa.Date(), nullable=True),
        sa.Column("transport", sa.Text(), nullable=True),
        sa.Column("consent", sa.String(40), nullable=True),
        sa.Column("consent_by", sa.String(200), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("risk_plan", sa.String(200), nullable=True),
        sa.Column("exam_entries", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_agreement_placement_id_placement"),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sa.UniqueConstraint("placement_id", name="uq_agreement_placement_id"),
    )
    op.create_table(
        "commissioner_view",
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("duty_id", sa.String(32), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("whom", sa.String(200), nullable=True),
        sa.Column("view", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_commissioner_view_placement_id_placement"),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name="fk_commissioner_view_duty_id_duty"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_commissioner_view_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_commissioner_view"),
    )
    op.create_index("ix_commissioner_view_placement_id", "commissioner_view", ["placement_id"])
    op.create_table(
        "enquiry",
        sa.Column("duty_id", sa.String(32), nullable=False),
        sa.Column("placement_id", sa.String(32), nullable=False),
        sa.Column("asked_of", sa.String(200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name="fk_enquiry_duty_id_duty"),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_enquiry_placement_id_placement"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_enquiry_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry"),
    )
    op.create_index("ix_enquiry_placement_id", "enquiry", ["placement_id"])
