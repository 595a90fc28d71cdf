"""Every document at its emptiest and its longest: the facts of a pupil of whom nothing, or all there is, is known."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args

from models.documents.facts import NOTHING, ProgressFacts
from models.documents.invitation import InvitationFacts
from models.documents.plan_page import Line, PlanFacts
from models.documents.profile_page import NOT_KNOWN, HeadingFacts, ProfileFacts
from models.documents.topics import TopicFacts
from models.plans.hand_in import HEADINGS, OF_KIND
from models.profiles.headings import WHAT_TO_DO
from models.tables.document import DocumentKind
from models.tables.plans.plan import PlanKind, Whose
from models.tables.profile import ProfileHeading

FACTS: Mapping[DocumentKind, type[Any]] = {
    **dict.fromkeys(DocumentKind, ProgressFacts),
    DocumentKind.PLAN: PlanFacts,
    DocumentKind.PROFILE: ProfileFacts,
    DocumentKind.INVITATION: InvitationFacts,
    DocumentKind.REVIEW_INVITATION: InvitationFacts,
}
# What is left out where it is not there, and how long the rest can be.
LEFT_OUT = {"about", "at_the_end", "who_comes"}
INVITATIONS = (DocumentKind.INVITATION, DocumentKind.REVIEW_INVITATION)
LONG, SENTENCE, SUBJECTS, OBJECTIVES, TOPICS = 600, 150, 10, 8, 7
# How many letters each can have; all else is a sentence or two.
LETTERS = {
    **dict.fromkeys(("track", "told", "emergency", "teachers"), 70),
    **dict.fromkeys(("keyworker", "last_day", "day", "at", "kind", "subject"), 30),
    **dict.fromkeys(
        ("baseline", "now", "target", "first_day", "half_term", "family_review", "next_review", "label", "whose"), 40
    ),
    **dict.fromkeys(("text", "own_words", "pupil_said", "parents_said", "at_the_end", "objectives"), 600),
}
THEN = tuple(one for one in ProfileHeading if one not in WHAT_TO_DO)


def emptiest(kind: DocumentKind) -> dict[str, object]:
    """Return the facts of a pupil of whom nothing is known but the name."""
    found: dict[str, object] = {
        one.name: () if get_args(one.type) else "" if one.name in LEFT_OUT else NOTHING for one in fields(FACTS[kind])
    }
    if kind is DocumentKind.PROFILE:
        found |= _profile(NOT_KNOWN, "")
    if kind is DocumentKind.PLAN:
        found["needs"] = tuple(Line(label.capitalize(), NOTHING) for label in HEADINGS.values())
        found["voices"] = tuple(Line(whose.label, NOTHING) for whose in Whose)
    if kind in INVITATIONS:
        found |= {"topics": (TopicFacts("What Kai likes and is good at"),), "keyworker": ""}
    return found | _named("Kai")


def longest(kind: DocumentKind) -> dict[str, object]:
    """Return the facts of a pupil of whom all is known, in as many words as anybody writes."""
    found: dict[str, object] = {}
    for one in fields(FACTS[kind]):
        several = get_args(one.type)
        found[one.name] = tuple(_many(several[0])) if several else _text(one.name)
    if kind is DocumentKind.PROFILE:
        found |= _profile(words(LONG // 3), "in the pupil's own words")
    if kind is DocumentKind.PLAN:
        found["needs"] = tuple(Line(label.capitalize(), words(LONG)) for label in HEADINGS.values())
        found["voices"] = tuple(Line(whose.label, words(LONG)) for whose in Whose)
        found["aims"] = tuple(Line(label, words(LONG // 3)) for label in OF_KIND[PlanKind.REINTEGRATION].values())
    return found | _named("Maximiliane-Christabel")


def words(letters: int) -> str:
    """Return English words of about this length."""
    return ("They work best in the morning, next to somebody they know. " * (letters // 55 + 1))[:letters].strip()


def _named(name: str) -> dict[str, object]:
    made_on = "Wednesday 30 September 2026"
    return {"name": name, "full_name": f"{name} Featherstonehaugh-Okonkwo", "year": "Year 10", "made_on": made_on}


def _profile(text: str, whose: str) -> dict[str, object]:
    return {
        "first": tuple(HeadingFacts(one.label, text, whose) for one in WHAT_TO_DO),
        "then": tuple(HeadingFacts(one.label, text, whose) for one in THEN),
    }


def _many(kind: type[Any]) -> list[Any]:
    if kind is TopicFacts:
        return [TopicFacts(words(SENTENCE // 2))] * TOPICS
    count = OBJECTIVES if kind is Line else SUBJECTS
    return [kind(**{one.name: _text(one.name) for one in fields(kind)})] * count


def _text(name: str) -> str:
    return words(LETTERS.get(name, SENTENCE))
