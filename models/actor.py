"""Who acts: a member of staff, the system itself, or nobody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Who acts, by id; everything else about them is read anew inside the transaction."""

    staff_id: str | None
    slack_id: str | None = None

    @property
    def is_system(self) -> bool:
        """The ticker, the delivery or the command line."""
        return self.staff_id is None and self.slack_id is None

    @property
    def is_nobody(self) -> bool:
        """Somebody in Slack who is not on the staff."""
        return self.staff_id is None and self.slack_id is not None


SYSTEM = Actor(None)
