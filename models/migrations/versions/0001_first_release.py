"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "allocations_meeting",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations_meeting")),
        sa.UniqueConstraint("on", name=op.f("uq_allocations_meeting_on")),
    )
    op.create_table(
        "audit",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("thing", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.String(length=32), nullable=False),
        sa.Column("pupil_id", sa.String(length=32), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_actor", "audit", ["actor_id", "at"], unique=False)
    op.create_index("ix_audit_pupil", "audit", ["pupil_id", "at"], unique=False)
    op.create_table(
        "pupil",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("forenames", sa.String(length=120), nullable=False),
        sa.Column("surname", sa.String(length=120), nullable=False),
        sa.Column("preferred_name", sa.String(length=120), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("upn", sa.String(length=13), nullable=True),
        sa.Column("former_upn", sa.String(length=13), nullable=True),
        sa.Column("nc_year_override", sa.Integer(), nullable=True),
        sa.Column("searchable", sa.Text(), nullable=False),
        sa.Column("merged_into_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["pupil.id"], name=op.f("fk_pupil_merged_into_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil")),
        sa.UniqueConstraint("reference", name=op.f("uq_pupil_reference")),
        sa.UniqueConstraint("upn", name=op.f("uq_pupil_upn")),
    )
    op.create_index("ix_pupil_born_on", "pupil", ["born_on"], unique=False)
    op.create_index("ix_pupil_former_upn", "pupil", ["former_upn"], unique=False)
    op.create_index("ix_pupil_surname", "pupil", ["surname"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_setting_name")),
    )
    op.create_table(
        "slot",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("job", "on", name=op.f("uq_slot_job")),
    )
    op.create_table(
        "staff",
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("senco", sa.Boolean(), nullable=False),
        sa.Column("dsl", sa.Boolean(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("dm", sa.String(length=32), nullable=True),
        sa.Column("home_shows", sa.String(length=32), nullable=True),
        sa.Column("home_table", sa.JSON(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_staff_slack_id")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("said", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    op.create_table(
        "contact",
        sa.Column("pupil_id", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("relation", sa.String(length=80), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("parental_responsibility", sa.Boolean(), nullable=False),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("address_withheld", sa.Boolean(), nullable=False),
        sa.Column("interpreter", sa.String(length=60), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_contact_pupil_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_pupil_id"), "contact", ["pupil_id"], unique=False)
    op.create_table(
        "doubt",
        sa.Column("pupil_id", sa.String(length=32), nullable=False),
        sa.Column("earlier_id", sa.String(length=32), nullable=False),
        sa.Column("upn", sa.String(length=13), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["earlier_id"], ["pupil.id"], name=op.f("fk_doubt_earlier_id_pupil")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_doubt_pupil_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt")),
    )
    op.create_index(op.f("ix_doubt_earlier_id"), "doubt", ["earlier_id"], unique=False)
    op.create_index(op.f("ix_doubt_pupil_id"), "doubt", ["pupil_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_draft_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_of", "draft", ["staff_id", "form", "about"], unique=False)
    op.create_table(
        "handed_file",
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("to_id", sa.String(length=32), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["to_id"], ["staff.id"], name=op.f("fk_handed_file_to_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_file")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_handed_file_slack_id")),
    )
    op.create_index("ix_handed_file_deleted", "handed_file", ["deleted_at"], unique=False)
    op.create_table(
        "merge",
        sa.Column("kept_id", sa.String(length=32), nullable=False),
        sa.Column("gone_id", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_merge_by_id_staff")),
        sa.ForeignKeyConstraint(["gone_id"], ["pupil.id"], name=op.f("fk_merge_gone_id_pupil")),
        sa.ForeignKeyConstraint(["kept_id"], ["pupil.id"], name=op.f("fk_merge_kept_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_gone_id"), "merge", ["gone_id"], unique=False)
    op.create_index(op.f("ix_merge_kept_id"), "merge", ["kept_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to_id", sa.String(length=32), nullable=True),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("thread_of_id", sa.String(length=32), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("posted", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_revision", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=80), nullable=True),
        sa.Column("shown", sa.String(length=64), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_message_owner_id_staff")),
        sa.ForeignKeyConstraint(["thread_of_id"], ["message.id"], name=op.f("fk_message_thread_of_id_message")),
        sa.ForeignKeyConstraint(["to_id"], ["staff.id"], name=op.f("fk_message_to_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    op.create_index("ix_message_live", "message", ["live_until"], unique=False)
    op.create_index("ix_message_waiting", "message", ["state", "added_at"], unique=False)
    op.create_table(
        "own_scale",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_own_scale_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_scale")),
        sa.UniqueConstraint("key", name=op.f("uq_own_scale_key")),
    )
    op.create_table(
        "placement",
        sa.Column("pupil_id", sa.String(length=32), nullable=False),
        sa.Column("home_school", sa.String(length=200), nullable=False),
        sa.Column("registration", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("excluded_on", sa.Date(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("keyworker_id", sa.String(length=32), nullable=True),
        sa.Column("allocated_on", sa.Date(), nullable=True),
        sa.Column("attendance", sa.Integer(), nullable=True),
        sa.Column("sen", sa.String(length=40), nullable=True),
        sa.Column("medical_need", sa.Text(), nullable=True),
        sa.Column("looked_after", sa.Boolean(), nullable=True),
        sa.Column("helps", sa.Text(), nullable=True),
        sa.Column("hopes_pupil", sa.Text(), nullable=True),
        sa.Column("hopes_parents", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["keyworker_id"], ["staff.id"], name=op.f("fk_placement_keyworker_id_staff")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_placement_pupil_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_keyworker_id"), "placement", ["keyworker_id"], unique=False)
    op.create_index(op.f("ix_placement_pupil_id"), "placement", ["pupil_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("placement_id", sa.String(length=32), nullable=True),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_action_owner_id_staff")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_action_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_placement_id"), "action", ["placement_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=True),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("view", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_attempt_by_id_staff")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_attempt_contact_id_contact")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_attempt_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_placement_id"), "attempt", ["placement_id"], unique=False)
    op.create_table(
        "barrier",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("restricted_note", sa.Text(), nullable=True),
        sa.Column("decided", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("concern_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_barrier_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier")),
        sa.UniqueConstraint("placement_id", "kind", name=op.f("uq_barrier_placement_id")),
    )
    op.create_index(op.f("ix_barrier_placement_id"), "barrier", ["placement_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("thing", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.String(length=32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_correction_by_id_staff")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_correction_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_lately", "correction", ["thing", "at"], unique=False)
    op.create_index("ix_correction_of", "correction", ["thing_id"], unique=False)
    op.create_index(op.f("ix_correction_placement_id"), "correction", ["placement_id"], unique=False)
    op.create_table(
        "duty",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("placement_id", sa.String(length=32), nullable=True),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("offered_to_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["offered_to_id"], ["staff.id"], name=op.f("fk_duty_offered_to_id_staff")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_duty_owner_id_staff")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_duty_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_index(
        "ix_duty_done",
        "duty",
        ["done_on"],
        unique=False,
        sqlite_where=sa.text("done_on IS NOT NULL"),
        postgresql_where=sa.text("done_on IS NOT NULL"),
    )
    op.create_index(
        "ix_duty_due",
        "duty",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("done_on IS NULL"),
        postgresql_where=sa.text("done_on IS NULL"),
    )
    op.create_index(
        "ix_duty_offered",
        "duty",
        ["offered_to_id"],
        unique=False,
        sqlite_where=sa.text("offered_to_id IS NOT NULL"),
        postgresql_where=sa.text("offered_to_id IS NOT NULL"),
    )
    op.create_index(
        "ix_duty_owner",
        "duty",
        ["owner_id", "due_on"],
        unique=False,
        sqlite_where=sa.text("done_on IS NULL"),
        postgresql_where=sa.text("done_on IS NULL"),
    )
    op.create_index(op.f("ix_duty_placement_id"), "duty", ["placement_id"], unique=False)
    op.create_index(
        "uq_duty_open",
        "duty",
        ["kind", "placement_id", "about"],
        unique=True,
        sqlite_where=sa.text("done_on IS NULL"),
        postgresql_where=sa.text("done_on IS NULL"),
    )
    op.create_table(
        "message_pupil",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("pupil_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_pupil_message_id_message")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_message_pupil_pupil_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_pupil")),
    )
    op.create_index(op.f("ix_message_pupil_message_id"), "message_pupil", ["message_id"], unique=False)
    op.create_index(op.f("ix_message_pupil_pupil_id"), "message_pupil", ["pupil_id"], unique=False)
    op.create_table(
        "not_yet",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_not_yet_by_id_staff")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_not_yet_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_yet")),
    )
    op.create_index("ix_not_yet_of", "not_yet", ["placement_id", "subject"], unique=False)
    op.create_table(
        "planning_meeting",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("invited_staff", sa.JSON(), nullable=False),
        sa.Column("invited_others", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("came", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booked_by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["booked_by_id"], ["staff.id"], name=op.f("fk_planning_meeting_booked_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_planning_meeting_placement_id_placement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_meeting")),
    )
    op.create_index(op.f("ix_planning_meeting_placement_id"), "planning_meeting", ["placement_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("referrer", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_referral_made_by_id_staff")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_referral_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_referral_placement_id")),
    )
    op.create_table(
        "result",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("scale", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=30), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_result_by_id_staff")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_result_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
    )
    op.create_index("ix_result_of", "result", ["placement_id", "subject", "on"], unique=False)
    op.create_table(
        "teaching",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_teaching_placement_id_placement")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_teaching_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching")),
        sa.UniqueConstraint("placement_id", "staff_id", "subject", name=op.f("uq_teaching_placement_id")),
    )
    op.create_index(op.f("ix_teaching_placement_id"), "teaching", ["placement_id"], unique=False)
    op.create_index(op.f("ix_teaching_staff_id"), "teaching", ["staff_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("formal", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("result_id", sa.String(length=32), nullable=True),
        sa.Column("track", sa.String(length=40), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_how", sa.String(length=200), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("pupil_took_part", sa.Boolean(), nullable=False),
        sa.Column("parents_took_part", sa.Boolean(), nullable=False),
        sa.Column("pupil_view", sa.Text(), nullable=True),
        sa.Column("parent_view", sa.Text(), nullable=True),
        sa.Column("hopes_pupil", sa.Text(), nullable=True),
        sa.Column("hopes_parents", sa.Text(), nullable=True),
        sa.Column("hopes_before", sa.JSON(), nullable=False),
        sa.Column("unreached", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_review_by_id_staff")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_review_placement_id_placement")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_review_result_id_result")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_of", "review", ["placement_id", "subject", "on"], unique=False)
    op.create_table(
        "target",
        sa.Column("placement_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("scale", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=30), nullable=False),
        sa.Column("from_result_id", sa.String(length=32), nullable=True),
        sa.Column("by_when", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=200), nullable=True),
        sa.Column("barriers", sa.JSON(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_target_by_id_staff")),
        sa.ForeignKeyConstraint(["from_result_id"], ["result.id"], name=op.f("fk_target_from_result_id_result")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_target_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index(op.f("ix_target_placement_id"), "target", ["placement_id"], unique=False)
    op.create_index("ix_target_set_on", "target", ["set_on", "by_id"], unique=False)
    op.create_index(
        "uq_target_standing",
        "target",
        ["placement_id", "subject"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
