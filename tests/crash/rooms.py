"""What staff record day by day in the rooms of a pupil: each saving writes one line of the audit log, or none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.workspace import Client, Workspace
from models.attendance.rate import monday_of
from models.change import Change
from models.plans.provision import ProvisionInput, add_provision
from models.referrals.refer import NewReferral, refer
from models.tables.audit import Audit
from models.tables.document import DocumentKind
from models.tables.placement import Placement, Registration
from models.tables.profile import ProfileAnswer, ProfileHeading, Voice
from models.tables.staff import by_slack_id
from tests.raw import Raw

RECORDER = "omar"
# The audit's verb of each gesture: its button, what the value names, and what is typed.
GESTURES: Mapping[str, tuple[str, str, dict[str, Any]]] = {
    "profile:agree": ("profile.agree", "{placement}", {"who_agrees": "The pupil", "on_which_day": "{today}"}),
    "assessment:decide": (
        "assessment.decide",
        "{placement}",
        {"decision": "None needed", "if_none_is_needed_why": "It is known"},
    ),
    "plan:voice": (
        "plan.voice",
        "{placement}",
        {"who_was_asked": "The pupil", "on_which_day": "{today}", "what_they_said": "Quiet"},
    ),
    "plan:sessions": ("plan.sessions", "{provision}", {"sessions_given_so_far": 1, "up_to_and_including": "{today}"}),
    "document:give": (
        "document.given",
        "{placement}",
        {
            "which_document": DocumentKind.CARD.label,
            "who_was_given_it": "The pupil",
            "when": "{today}",
            "how": "In person",
        },
    ),
    "legal:record": ("legal.record", "{placement}:pep", {"on_which_day": "{today}"}),
    "attendance:set": (
        "attendance.open",
        "{placement}",
        {"week": "{monday}", "sessions_offered": 2, "sessions_attended": 1},
    ),
}


@dataclass
class Rooms:
    """Has one thing after the other recorded, and remembers what was typed and what people were told is saved."""

    slack: Workspace
    client: Client
    ids: Mapping[str, str]
    typed: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    filled: str | None = None
    turn: "count[int]" = field(default_factory=count)

    async def prepare(self, today: date) -> None:
        """Open the form whose turn it is, and fill it in."""
        if self.filled is not None:
            return
        verb = list(GESTURES)[next(self.turn) % len(GESTURES)]
        action_id, value, typed = GESTURES[verb]
        known = {**self.ids, "today": today.isoformat(), "monday": monday_of(today).isoformat()}
        await Raw(self.slack).press(action_id, value.format_map(known), user=_user())
        said = {name: one.format_map(known) if isinstance(one, str) else one for name, one in typed.items()}
        await self.client.fill(by=RECORDER, **said)
        self.filled = verb
        self.typed[verb] += 1

    async def save(self) -> None:
        """Send the form, and once more in a later life if nobody answered."""
        if self.filled is None:
            return
        outcome = await self.slack.submit(_user(), self.slack.modals(_user())[-1]["id"])
        assert not outcome.errors, (self.filled, outcome.errors)
        if outcome.ok:
            self.told[self.filled] += 1
            self.filled = None
            if self.slack.modals(_user()):  # it says that it is saved
                await self.client.close(by=RECORDER, everything=True)


def count_kept(session: Session, known: Rooms) -> tuple[int, int]:
    """Return how much is lost of what people were told is saved, and how much was stored twice."""
    lines = select(Audit.verb).where(Audit.verb.in_(GESTURES), Audit.actor_id.is_not(None))
    stored = Counter(session.scalars(lines))
    return (known.told - stored).total(), (stored - known.typed).total()


def open_rooms(change: Change) -> dict[str, str]:
    """Add a pupil of whom all of this can be recorded, and return the ids."""
    staff = by_slack_id(change.session, _user())
    assert staff is not None
    staff.senco = True
    given = NewReferral("Mia Bell", date(2012, 2, 3), "Northbrook", Registration.SINGLE, "Out of school")
    placement = change.get(Placement, refer(change, given))
    placement.first_day = placement.in_school_on = change.today
    for heading in ProfileHeading:
        answer = ProfileAnswer(placement_id=placement.id, heading=heading, text="Known", voice=Voice.STAFF)
        answer.saved_at = change.now
        change.add(answer)
    reading = ProvisionInput("Reading", "Sue Pell", 30, 3, None, None, date(2027, 7, 1), "Reads", ())
    return {"placement": placement.id, "provision": add_provision(change, placement.id, reading)}


def _user() -> str:
    return f"U{RECORDER.upper()}"
