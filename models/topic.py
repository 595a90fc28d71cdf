"""A subject of a placement: what results, targets and reviews are about."""

from dataclasses import dataclass
from typing import Self

from models.errors import Absent


@dataclass(frozen=True)
class Topic:
    """One subject of one placement. The subject is "" for the family review, which is about all subjects."""

    placement_id: str
    subject: str

    def __str__(self) -> str:
        """Return the topic as buttons and forms carry it."""
        return f"{self.placement_id}:{self.subject}"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a topic that a button or form carries. Raises Absent if the text is not one."""
        placement_id, colon, subject = str(text).partition(":")
        if not colon:
            raise Absent
        return cls(placement_id, subject)
