"""Whoever is here when assessments come to Halfterm owes the decisions that are still ahead, and none that is late."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.runtime.database import make_engine, migrate
from tests.truths.test_migrated import Rows, first_release

__all__ = ["first_release"]

LEARNING = {"kind": "learning", "status": "suspected"}


def test_periods_that_are_still_on_and_suspicions_owe_the_senco_a_decision(first_release: str) -> None:
    today = datetime.now(UTC).date()
    begun = {"lately": today - timedelta(days=6), "long_ago": today - timedelta(days=90), "gone": today, "never": None}
    engine = make_engine(first_release)
    with engine.begin() as connection:
        rows = Rows(connection)
        rows.add("staff", "helen", role="head", slack_id="UHELEN")
        rows.add("staff", "priya", role="teacher", slack_id="UPRIYA", senco=True)
        for number, (name, first_day) in enumerate(begun.items()):
            rows.add("pupil", name, reference=f"R{number}")
            left_on = today - timedelta(days=1) if name == "gone" else None
            rows.add("placement", name, pupil_id=name, first_day=first_day, left_on=left_on)
            rows.add("barrier", name, placement_id=name, **LEARNING)
        rows.add("pupil", "sure", reference="SURE")
        rows.add("placement", "sure", pupil_id="sure")
        rows.add("barrier", "sure", placement_id="sure", **LEARNING | {"status": "identified"})
    engine.dispose()
    assert migrate(first_release) is True
    engine = make_engine(first_release)
    with engine.begin() as connection:
        duties = connection.execute(sa.text("SELECT kind, placement_id, owner_id FROM duty")).all()
        late = sa.select(sa.func.count()).select_from(sa.table("duty")).where(sa.column("due_on", sa.Date()) <= today)
        assert connection.scalar(late) == 0
    engine.dispose()
    assert {(row.kind, row.placement_id) for row in duties} == {
        ("assessment:decide", "lately"),
        ("assessment:suspicion", "lately"),
        ("assessment:suspicion", "long_ago"),
        ("assessment:suspicion", "never"),
    }
    assert {row.owner_id for row in duties} == {"priya"}
