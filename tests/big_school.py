"""A school of any size, put straight into the tables: for what must stay the same at 30 and at 3,000 pupils."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from models.barrier import Barrier, BarrierKind, BarrierStatus
from models.change import Change
from models.contact import Contact, Side
from models.duty import STEPS, Duty
from models.placement import Placement, Registration
from models.pupil import Pupil
from models.referral import Referral
from models.staff import active_staff

SURNAMES = ("Ashworth", "Bell", "Carter", "Dunn", "Ellis", "Field", "Grant", "Hale", "Irwin", "Jarvis")
FORENAMES = ("Kai", "Mia", "Leo", "Ava", "Sam", "Zoe", "Max", "Eve", "Jay", "Amy")


def fill_school(change: Change, pupils: int) -> None:
    """That many current pupils, each referred within the last four weeks, with every step owed by somebody."""
    owners = [staff.id for staff in active_staff(change.session)]
    for table, rows in (
        (Pupil, [_pupil(change, n) for n in range(pupils)]),
        (Placement, [_placement(change, n) for n in range(pupils)]),
        (Referral, [_referral(change, n) for n in range(pupils)]),
        (Barrier, [_barrier(change, n) for n in range(pupils)]),
        (Contact, [_contact(change, n) for n in range(pupils)]),
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
        "kind": BarrierKind.ATTENDANCE,
        "status": BarrierStatus.REFERRER_SAYS,
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
