"""The people around a pupil, and every attempt to contact them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class Side(StrEnum):
    """Whether a contact is family or a professional."""

    FAMILY = "family"
    PROFESSIONAL = "professional"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return "Family or carer" if self is Side.FAMILY else "Professional"


class Way(StrEnum):
    """How somebody tried to reach a contact."""

    CALL = "call"
    LETTER = "letter"
    VISIT = "visit"
    EMAIL = "email"
    MEETING = "meeting"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"call": "Phone call", "letter": "Letter", "visit": "Visit", "email": "Email", "meeting": "In person"}[
            self.value
        ]


class Outcome(StrEnum):
    """What came of an attempt. Only `spoke` counts as contact; `wrong_details` is no attempt at all."""

    SPOKE = "spoke"
    MESSAGE_LEFT = "message_left"
    NO_ANSWER = "no_answer"
    WRONG_DETAILS = "wrong_details"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "spoke": "We spoke, or they replied",
            "message_left": "Message left or letter sent",
            "no_answer": "No answer",
            "wrong_details": "Wrong number or address",
            "refused": "Declined: they did not want to talk",
        }[self.value]


class Reason(StrEnum):
    """Why somebody was contacted. Good news counts as contact like all else."""

    STEP = "step"
    REVIEW = "review"
    GOOD_NEWS = "good_news"
    CONCERN = "concern"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"step": "Next step", "review": "Review", "good_news": "Good news", "concern": "Concern"}[self.value]


class Flag(StrEnum):
    """What staff must know about a contact before they get in touch."""

    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    DO_NOT_CONTACT = "do_not_contact"
    ADDRESS_WITHHELD = "address_withheld"
    DECEASED = "deceased"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "parental_responsibility": "Has parental responsibility",
            "do_not_contact": "Do not contact",
            "address_withheld": "Address confidential: do not disclose",
            "deceased": "Has died",
        }[self.value]


class Contact(Base):
    """A person around a pupil, with what staff must know before they ring.

    `phone` can hold several numbers; `phone_wrong_on` is the day on which somebody rang one and it did not work.
    `prefers` is how and when they like to be reached. Nobody is to ring, invite or write to who is `deceased`.
    """

    __tablename__ = "contact"

    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    side: Mapped[Side] = mapped_column(by_value(Side))
    name: Mapped[str] = mapped_column(String(120))
    relation: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(120))
    phone_wrong_on: Mapped[date | None]
    email: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(300))
    prefers: Mapped[str | None] = mapped_column(String(200))
    parental_responsibility: Mapped[bool] = mapped_column(default=False)
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    address_withheld: Mapped[bool] = mapped_column(default=False)
    deceased: Mapped[bool] = mapped_column(default=False)
    interpreter: Mapped[str | None] = mapped_column(String(60))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Attempt(Base):
    """A call, letter, visit, e-mail or talk in person, with its outcome and what was said."""

    __tablename__ = "attempt"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id"))
    side: Mapped[Side] = mapped_column(by_value(Side))
    way: Mapped[Way] = mapped_column(by_value(Way))
    outcome: Mapped[Outcome] = mapped_column(by_value(Outcome))
    reason: Mapped[Reason | None] = mapped_column(by_value(Reason))
    on: Mapped[date]
    view: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
