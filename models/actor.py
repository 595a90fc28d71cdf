"""The actor: a member of staff, the system itself, or somebody in Slack who is not on the staff."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Who acts, by id only; role and duties are read again inside each transaction."""

    staff_id: str | None
    slack_id: str | None = None

    @property
    def is_system(self) -> bool:
        """Whether the scheduler, the delivery or the command line acts."""
        return self.staff_id is None and self.slack_id is None

    @property
    def is_nobody(self) -> bool:
        """Whether somebody in Slack acts who is not on the staff."""
        return self.staff_id is None and self.slack_id is not None


SYSTEM = Actor(None)
