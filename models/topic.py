"""A subject of a placement: what results, targets and reviews are about."""

from dataclasses import dataclass
from typing import Self

from models.errors import Absent


@dataclass(frozen=True)
class Topic:
    """One subject of one placement; the subject is "" for the family review, which is about all of them."""

    placement_id: str
    subject: str

    def __str__(self) -> str:
        """Return it as buttons and forms carry it."""
        return f"{self.placement_id}:{self.subject}"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read what a button or form carries. Raises Absent where that is none."""
        placement_id, colon, subject = str(text).partition(":")
        if not colon:
            raise Absent
        return cls(placement_id, subject)
