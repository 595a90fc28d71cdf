"""What is true of a kind of duty: from which day it is counted, who owns it by default, and what it belongs to."""

from dataclasses import dataclass
from enum import Enum

from models.permission import Permission


class CountedFrom(Enum):
    """The day from which the school days of a kind of duty are counted."""

    RECEIPT = "receipt of the referral"
    ALLOCATIONS = "the first allocations meeting after receipt, or after entry if that is later"
    EXCLUSION = "the exclusion, by the law"
    FIRST_DAY = "the pupil's first day"
    REVIEW = "the review"
    CALL = "the call to a wrong number"
    QUESTION = "the question"
    LAST_DAY = "the pupil's last day"
    MEETING = "the planning meeting"
    ENTRY = "the day on which the referral came in, or was entered"
    SUSPICION = "the day on which a difficulty was suspected"
    HANDED_IN = "the day on which the support plan was handed in"


class Heir(Enum):
    """Who owns a kind of duty unless it was assigned by hand; a Head, where there is nobody else."""

    HEAD = "a Head"
    KEYWORKER = "the keyworker"
    TEACHER = "the teacher of the subject"
    NAMED = "whoever was named"
    OFFICE = "an administrator"
    DSL = "the DSL"
    SENCO = "the SENCo"


@dataclass(frozen=True)
class Kind:
    """What is true of one kind of duty.

    `right` is the permission to do it, `days` the default number of school days (a setting, except for feedback,
    numbers, questions, suspicions, signing and the agreement). `is_private`: its own words may name the family.
    `can_wait`: it can be put off while it is too early. `on_agenda`: the allocations meeting talks about it.
    `is_of_leaving`: it is owed although, or because, a pupil left. `is_of_agreement`: it comes of what was, or is not,
    agreed about the placement. `is_missing_data`: it asks one person for what only they can supply. `is_personal`:
    nobody can do it for its owner. `is_of_plan`: the support plan owes it. `is_statutory`: a date of the law asks for
    it that would tell a need; `in_full` says which, for those who may know, and `label` for everywhere else.
    `is_agreed`: it is an action that was agreed, which has words of its own. Kinds of one `shared_line` have one line
    of that name in a reminder, if there are more than a few.
    """

    label: str
    right: Permission
    heir: Heir
    days: int | None = None
    counted_from: CountedFrom | None = None
    is_step: bool = False
    is_review: bool = False
    is_legal: bool = False
    by_subject: bool = False
    is_private: bool = False
    can_wait: bool = False
    on_agenda: bool = True
    is_of_exclusion: bool = False
    is_of_leaving: bool = False
    is_of_agreement: bool = False
    is_missing_data: bool = False
    is_of_profile: bool = False
    is_personal: bool = False
    is_of_plan: bool = False
    is_statutory: bool = False
    is_agreed: bool = False
    in_full: str = ""
    shared_line: str = ""

    @property
    def can_be_not_needed(self) -> bool:
        """Whether the office can end it as not needed; assessments and reviews can be put off instead."""
        return self.is_among_steps or self.is_agreed

    @property
    def is_among_steps(self) -> bool:
        """Whether a pupil's page lists it among the steps that have ended."""
        is_of_record = self.is_of_agreement or self.is_missing_data or self.is_of_profile or self.is_of_plan
        return self.is_step or self.is_of_exclusion or self.is_of_leaving or is_of_record or self.is_statutory


def step(label: str, right: Permission, days: int) -> Kind:
    """Return a kind of admission step that is counted from the referral."""
    return Kind(label, right, Heir.KEYWORKER, days=days, counted_from=CountedFrom.RECEIPT, is_step=True)


def of_leaving(label: str, right: Permission, heir: Heir, days: int | None = None) -> Kind:
    """Return a kind that is owed when a pupil leaves: the meeting talks about pupils who are here."""
    since = CountedFrom.LAST_DAY if days else None
    return Kind(label, right, heir, days=days, counted_from=since, on_agenda=False, is_of_leaving=True)


def missing_data(label: str, heir: Heir, *, by_subject: bool = False) -> Kind:
    """Return a kind that asks for missing data; its number of days is one setting for all of them."""
    return Kind(
        label,
        Permission.DATA_SUPPLY,
        heir,
        days=10,
        counted_from=CountedFrom.ENTRY,
        by_subject=by_subject,
        on_agenda=False,
        is_missing_data=True,
    )


def statutory(in_full: str, heir: Heir, label: str = "Prepare for a legal date", *, is_legal: bool = False) -> Kind:
    """Return a kind that a date of the law asks for; see models.statutory."""
    return Kind(
        "Meet a legal date" if is_legal else label,
        Permission.LEGAL_SET,
        heir,
        is_legal=is_legal,
        is_private=True,
        on_agenda=is_legal,
        is_statutory=True,
        in_full=in_full,
    )
