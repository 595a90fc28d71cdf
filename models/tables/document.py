"""What leaves Halfterm: documents that were given to somebody, what they are made from, and files shared in Slack."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value
from models.tables.contact import Way


class DocumentKind(StrEnum):
    """What can be made of a pupil's record for somebody outside Slack."""

    LETTER = "letter"
    CARD = "card"
    REPORT = "report"
    PACK = "pack"
    PROFILE = "profile"
    PLAN = "plan"
    INVITATION = "invitation"
    REVIEW_INVITATION = "review_invitation"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "letter": "Letter to the family",
            "card": "The pupil's own card",
            "report": "Half-term report to whoever placed the pupil",
            "pack": "Leaving pack",
            "profile": "Learning profile, one page",
            "plan": "Education Support Plan",
            "invitation": "Invitation to the planning meeting",
            "review_invitation": "Invitation to a family review",
        }[self.value]


class GivenDocument(Base):
    """A document that somebody was given. `contact_id` is None for the pupil and for the home school (`to`)."""

    __tablename__ = "given_document"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(by_value(DocumentKind))
    to: Mapped[str] = mapped_column(String(40))
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id"))
    on: Mapped[date]
    way: Mapped[Way] = mapped_column(by_value(Way))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempt.id"))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class OwnTemplate(Base):
    """A template of the service's own, which documents of a kind are made from in the place of ours."""

    __tablename__ = "document_template"

    kind: Mapped[DocumentKind] = mapped_column(by_value(DocumentKind), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class SharedFile(Base):
    """A file by its Slack id, who received it, and until when it may stay there. The row is kept after that."""

    __tablename__ = "handed_file"

    slack_id: Mapped[str] = mapped_column(String(32), unique=True)
    to_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    handed_at: Mapped[datetime]
    stays_until: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_handed_file_deleted", "deleted_at"),)
