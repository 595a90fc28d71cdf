"""The DSL, for texts that sound like child protection: asking them to come and talk, and what was answered."""

from enum import StrEnum

from models.change import Change, Read
from models.errors import Refused
from models.permission import Role
from models.tables.staff import Staff, active_staff

ASKED = "dsl.asked"


class DslAnswer(StrEnum):
    """The answer to "Has the DSL been told?" of a text that is saved."""

    TOLD = "told"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return "Yes, the DSL has been told" if self is DslAnswer.TOLD else "This is not about child protection"


def whom_to_ask(read: Read) -> list[Staff]:
    """Return whom the actor can ask to come and talk: the DSLs who are here; where there is none, the Heads."""
    others = [one for one in active_staff(read.session) if one.id != read.actor.staff_id]
    here = [one for one in others if not one.is_away(read.today)]
    heads = [one for one in here if one.role is Role.HEAD]
    return [one for one in here if one.dsl] or heads or [one for one in others if one.dsl or one.role is Role.HEAD]


def ask_dsl(change: Change) -> list[str]:
    """Ask the DSL to come and talk to the actor, and return the names of those who were asked.

    Neither the message nor the audit says about what, or about whom. Raises Refused if there is nobody to ask.
    """
    asked = whom_to_ask(change)
    if not asked:
        raise Refused("There is nobody else to ask here. Call your local authority's safeguarding team.")
    for one in asked:
        change.say(ASKED, one, about=change.staff.id)
    change.record("dsl:ask", change.staff)
    return [one.name for one in asked]


def record_answer(change: Change, answer: DslAnswer, form: str) -> None:
    """Write a line of audit for each pupil whom this change is about: what was answered, in which form."""
    about: list[str | None] = [*sorted(change.pupils)]
    for pupil_id in about or [None]:
        change.record(f"dsl:{answer}", change.staff, pupil_id=pupil_id, why=form)
