"""A school of any size, put straight into the tables: for what must stay the same at 30 and at 3,000 pupils."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from models.actor import SYSTEM
from models.attendance.rate import monday_of
from models.change import Change
from models.duties.kinds import STEPS
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.contact import Contact, Side
from models.tables.duty import Duty
from models.tables.placement import AttendanceWeek, Placement, Registration, Teaching
from models.tables.pupil import Pupil
from models.tables.referral import Referral
from models.tables.result import Result, Source
from models.tables.review import Review
from models.tables.staff import active_staff
from models.tables.target import Target
from tests.school import LONDON, Service

PATIENCE = 600.0  # seconds to wait for whoever else writes
SURNAMES = ("Ashworth", "Bell", "Carter", "Dunn", "Ellis", "Field", "Grant", "Hale", "Irwin", "Jarvis")
SUBJECTS, TIMES = ("Maths", "English", "Science"), (20, 5)  # reviewed so many days ago
FORENAMES = ("Kai", "Mia", "Leo", "Ava", "Sam", "Zoe", "Max", "Eve", "Jay", "Amy")


def fill_school(service: Service, pupils: int) -> None:
    """Add that many current pupils, each referred within the last four weeks, with every step owed by somebody.

    Each has three targets, six reviews and two weeks of attendance. It goes past the desk, which would give up on a
    busy machine.
    """
    with service.bot.desk.database.writing(PATIENCE) as session:
        add_pupils(Change(session, SYSTEM, service.clock.now(), LONDON), pupils)
        session.commit()


def add_pupils(change: Change, pupils: int) -> None:
    """Add them in one change, as `fill_school` does."""
    owners = [staff.id for staff in active_staff(change.session)]
    for table, rows in (
        (Pupil, [_pupil(change, n) for n in range(pupils)]),
        (Placement, [_placement(change, n) for n in range(pupils)]),
        (Referral, [_referral(change, n) for n in range(pupils)]),
        (Barrier, [_barrier(change, n) for n in range(pupils)]),
        (Contact, [_contact(change, n) for n in range(pupils)]),
        (Teaching, [_teaching(n, subject, owners) for n in range(pupils) for subject in SUBJECTS]),
        (Result, [_result(change, n, subject, time) for n in range(pupils) for subject in SUBJECTS for time in TIMES]),
        (Target, [_target(change, n, subject) for n in range(pupils) for subject in SUBJECTS]),
        (Review, [_review(change, n, subject, time) for n in range(pupils) for subject in SUBJECTS for time in TIMES]),
        (AttendanceWeek, [_week(change, n, ago) for n in range(pupils) for ago in (1, 2)]),
        (Duty, [duty for n in range(pupils) for duty in _duties(change, n, owners[n % len(owners)])]),
    ):
        change.session.execute(insert(table), rows)


def _day(change: Change, n: int) -> date:
    return change.today - timedelta(days=n % 28)


def _pupil(change: Change, n: int) -> dict[str, Any]:
    return {
        "id": f"p{n}",
        "reference": f"{n:04X}",
        "forenames": FORENAMES[n % 10],
        "surname": f"{SURNAMES[n // 10 % 10]}{n}",
        "born_on": date(2011, 1, 1) + timedelta(days=n % 1500),
        "added_at": change.now,
        "version": 1,
    }


def _placement(change: Change, n: int) -> dict[str, Any]:
    return {
        "id": f"l{n}",
        "pupil_id": f"p{n}",
        "home_school": "Northbrook Academy",
        "registration": Registration.SINGLE,
        "added_at": change.now,
        "version": 1,
    }


def _referral(change: Change, n: int) -> dict[str, Any]:
    return {
        "id": f"r{n}",
        "placement_id": f"l{n}",
        "received_on": _day(change, n),
        "reason": "Out of school",
        "added_at": change.now,
    }


def _barrier(change: Change, n: int) -> dict[str, Any]:
    return {
        "id": f"b{n}",
        "placement_id": f"l{n}",
        "kind": BarrierKind.LEARNING if n % 2 else BarrierKind.ATTENDANCE,
        "status": BarrierStatus.SUSPECTED if n % 2 else BarrierStatus.REFERRER_SAYS,
        "changed_at": change.now,
    }


def _contact(change: Change, n: int) -> dict[str, Any]:
    return {
        "id": f"c{n}",
        "pupil_id": f"p{n}",
        "side": Side.FAMILY,
        "name": "Jo Ashworth",
        "parental_responsibility": True,
        "do_not_contact": False,
        "address_withheld": False,
        "added_at": change.now,
    }


def _duties(change: Change, n: int, owner: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"d{n}{step}",
            "kind": kind,
            "placement_id": f"l{n}",
            "about": "",
            "owner_id": owner,
            "due_on": _day(change, n) + timedelta(days=2 * step),
            "since": _day(change, n),
            "days": 2 * step,
            "added_at": change.now,
        }
        for step, kind in enumerate(STEPS)
    ]


def _teaching(n: int, subject: str, owners: list[str]) -> dict[str, Any]:
    return {
        "id": f"t{n}{subject}",
        "placement_id": f"l{n}",
        "staff_id": owners[(n + SUBJECTS.index(subject)) % len(owners)],
        "subject": subject,
    }


def _result(change: Change, n: int, subject: str, days_ago: int) -> dict[str, Any]:
    return {
        "id": f"g{n}{subject}{days_ago}",
        "placement_id": f"l{n}",
        "subject": subject,
        "source": Source.BASELINE if days_ago == TIMES[0] else Source.REVIEW,
        "scale": "gcse",
        "value": "3" if days_ago == TIMES[0] else "4",
        "on": change.today - timedelta(days=days_ago),
        "added_at": change.now,
    }


def _target(change: Change, n: int, subject: str) -> dict[str, Any]:
    """Return the row of a target; one pupil in ten has targets kept low, with a reason."""
    kept = n % 10 == 0
    return {
        "id": f"a{n}{subject}",
        "placement_id": f"l{n}",
        "subject": subject,
        "scale": "gcse",
        "value": "6",
        "from_result_id": f"g{n}{subject}{TIMES[0]}",
        "by_when": change.today + timedelta(days=60),
        "programme": "Small group",
        "barriers": [BarrierKind.ATTENDANCE.value],
        "doubts": ["target:not_above_last"] if kept else [],
        "reason": "Two operations this term" if kept else None,
        "set_on": change.today,
        "added_at": change.now,
    }


def _week(change: Change, n: int, weeks_ago: int) -> dict[str, Any]:
    """Return the row of a week; one pupil in ten misses half of it."""
    return {
        "id": f"w{n}{weeks_ago}",
        "placement_id": f"l{n}",
        "week": monday_of(change.today - timedelta(weeks=weeks_ago)),
        "offered": 10,
        "attended": 5 if n % 10 == 0 else 9,
        "added_at": change.now,
    }


def _review(change: Change, n: int, subject: str, days_ago: int) -> dict[str, Any]:
    return {
        "id": f"v{n}{subject}{days_ago}",
        "placement_id": f"l{n}",
        "subject": subject,
        "formal": True,
        "on": change.today - timedelta(days=days_ago),
        "result_id": f"g{n}{subject}{days_ago}",
        "next_step": "Show the working",
        "pupil_took_part": True,
        "parents_took_part": False,
        "unreached": False,
        "added_at": change.now,
    }
