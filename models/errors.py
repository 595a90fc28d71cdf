"""The few errors that staff can put right themselves."""


class Refused(Exception):
    """A rule said no. `message` tells staff what to do; `field` names the form field under which it is shown."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Denied(Refused):
    """The actor has no right to this, `right`, here; `pupil_id` says whose record it is, if it is a pupil's."""

    def __init__(self, message: str, right: str, pupil_id: str | None = None) -> None:
        super().__init__(message)
        self.right = right
        self.pupil_id = pupil_id


class Absent(Refused):
    """The record is gone or not the actor's to see. Both answer alike, so that nobody learns that a record exists.

    `pupil_id` says whose record it is that is not theirs.
    """

    def __init__(self, pupil_id: str | None = None) -> None:
        self.pupil_id = pupil_id
        super().__init__("This is no longer here, or you do not have access to it. Ask a Head if you need it.")


class Conflict(Refused):
    """Somebody else saved a newer version of the record while this form was open."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who} changed this while you had it open. Your text is still here: close this, check what changed, "
            "then save again."
        )


class Outdated(Exception):
    """What was worked out beforehand no longer fits what is there: somebody else saved meanwhile. Work it out again."""
