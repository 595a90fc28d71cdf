"""The pupil, lasting over several placements."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, Index, Select, String, Text, and_, event, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.names import first_name, full_name, initials
from models.tables.base import Base, by_value, new_reference
from models.text import search_words, typed_words
from models.upn import is_temporary, parse_upn

LONGEST_LINE = 200  # the emergency line


def searchable_text(*parts: str | None) -> str:
    """Return the words by which these parts are found, each with a space before it, as `named` looks for them."""
    return "".join(f" {word}" for part in parts if part for word in search_words(part))


def _searchable(context: Any) -> str:
    """Return the searchable text of a row that is inserted without the mapper."""
    given = context.get_current_parameters()
    return searchable_text(*(given.get(name) for name in ("forenames", "surname", "preferred_name", "reference")))


class Pupil(Base):
    """A child. Everything about one placement is on the placement.

    `emergency` is one line that all staff must know, such as an allergy. `nc_year_override` is the year group in the
    school year that began in `nc_year_since`; see `year_of`.
    """

    __tablename__ = "pupil"

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    forenames: Mapped[str] = mapped_column(String(120))
    surname: Mapped[str] = mapped_column(String(120))
    preferred_name: Mapped[str | None] = mapped_column(String(120))
    born_on: Mapped[date]
    upn: Mapped[str | None] = mapped_column(String(13), unique=True)
    former_upn: Mapped[str | None] = mapped_column(String(13))
    nc_year_override: Mapped[int | None]
    nc_year_since: Mapped[int | None]
    emergency: Mapped[str | None] = mapped_column(String(LONGEST_LINE))
    searchable: Mapped[str] = mapped_column(Text, default=_searchable)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("pupil.id"))
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_pupil_born_on", "born_on"),
        Index("ix_pupil_surname", "surname"),
        Index("ix_pupil_former_upn", "former_upn"),
    )

    @property
    def full_name(self) -> str:
        """Forenames and surname."""
        return full_name(self.forenames, self.surname)

    @property
    def initials(self) -> str:
        """The initials of the name that is used, which is all that the channel knows of it."""
        return initials(self.preferred_name or self.forenames, self.surname)

    @property
    def first_name(self) -> str:
        """What the pupil is called in direct messages: the preferred name, or else the first forename."""
        return first_name(self.preferred_name, self.forenames)


class LegalFactKind(StrEnum):
    """What is recorded of a pupil because a date that the law sets is counted from it, or met by it."""

    PLAN = "ehc:plan"
    LAST_REVIEW = "ehc:last_review"
    MEETING = "ehc:meeting"
    ADVICE = "ehc:advice"
    REVIEW = "ehc:review"
    REPORT = "ehc:report"
    CHASED = "ehc:chased"
    DECISION = "ehc:decision"
    CARE = "care"
    PEP = "pep"
    ABSENT = "health:absent"
    PROVISION = "health:provision"
    SUSPENDED = "suspension"
    SUSPENSIONS = "suspension:looked_at"
    OFF_SITE = "off_site"
    OFF_SITE_REVIEW = "off_site:review"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "ehc:plan": "EHC plan issued",
            "ehc:last_review": "Last annual review, held before",
            "ehc:meeting": "Annual review: day set",
            "ehc:advice": "Annual review: advice sent out",
            "ehc:review": "Annual review held",
            "ehc:report": "Annual review: report sent",
            "ehc:chased": "Annual review: authority chased",
            "ehc:decision": "Annual review: authority's decision",
            "care": "Looked after since",
            "pep": "PEP meeting held",
            "health:absent": "Absent because of health",
            "health:provision": "Education for a health need began",
            "suspension": "Suspended",
            "suspension:looked_at": "Suspensions looked at",
            "off_site": "Off-site direction",
            "off_site:review": "Off-site direction reviewed",
        }[self.value]


class LegalFact(Base):
    """One dated fact that a legal date hangs on; it outlasts a placement. `until` and `days` say how long it went on.

    One that was wrong is kept, with who said so, when and why, and counts no more.
    """

    __tablename__ = "legal_fact"

    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    kind: Mapped[LegalFactKind] = mapped_column(by_value(LegalFactKind))
    on: Mapped[date]
    until: Mapped[date | None]
    days: Mapped[int | None]
    who: Mapped[str | None] = mapped_column(String(200))
    said: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
    wrong_at: Mapped[datetime | None]
    wrong_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    wrong_why: Mapped[str | None] = mapped_column(Text)


def records_of(pupil_id: str | BindParameter[str] | None) -> Select[str]:
    """Return the query for the ids of a pupil's record and of those merged into it, which audit lines go on to name."""
    return select(Pupil.id).where(or_(Pupil.id == pupil_id, Pupil.merged_into_id == pupil_id))


@event.listens_for(Pupil, "before_insert")
@event.listens_for(Pupil, "before_update")
def _make_searchable(mapper: Any, connection: Any, pupil: Pupil) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    """Keep the searchable text up to date. It is folded, as SQLite folds no accents: "zoe obr" is Zoë O'Brien."""
    pupil.reference = pupil.reference or new_reference()  # the column's own default comes after this
    pupil.searchable = searchable_text(pupil.forenames, pupil.surname, pupil.preferred_name, pupil.reference)


def named(typed: str) -> list[ColumnElement[bool]]:
    """Return the conditions that each typed word, or all together, begins a word of the names or the reference."""
    words = typed_words(typed)
    each = [Pupil.searchable.contains(f" {word}", autoescape=True) for word in words]
    together = Pupil.searchable.contains(f" {''.join(words)}", autoescape=True)
    return [or_(and_(*each), together)] if len(each) > 1 else each


def unused_reference(session: Session) -> str:
    """Return a reference that no pupil has; four characters are so few that one can come up twice."""
    while True:
        reference = new_reference()
        if session.scalar(select(Pupil.id).where(Pupil.reference == reference)) is None:
            return reference


def take_upn(session: Session, pupil: Pupil, upn: str | None) -> bool:
    """Give the pupil this UPN. Returns False if another pupil has it. Raises ValueError for what cannot be a UPN.

    Once a permanent UPN is known, a temporary one is kept as the former UPN, whichever of them came first; and so is a
    permanent one that gives way to another, unless there is a former UPN already.
    """
    if upn is None or upn in (pupil.upn, pupil.former_upn):
        return True
    upn = parse_upn(upn)
    if session.scalar(select(Pupil.id).where(Pupil.upn == upn)) is not None:
        return False
    if pupil.upn is not None and is_temporary(upn) and not is_temporary(pupil.upn):
        pupil.former_upn = upn
        return True
    if pupil.upn is not None and (is_temporary(pupil.upn) or pupil.former_upn is None):
        pupil.former_upn = pupil.upn
    pupil.upn = upn
    session.flush()
    return True


# The columns that show a pupil in one line: name, reference, and what the year group is worked out from.
LINE = (
    Pupil.forenames,
    Pupil.surname,
    Pupil.preferred_name,
    Pupil.reference,
    Pupil.born_on,
    Pupil.nc_year_override,
    Pupil.nc_year_since,
)
