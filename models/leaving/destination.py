"""Where a pupil goes on to, and whether they there have confirmed it."""

from dataclasses import dataclass
from datetime import date

from models.change import Read
from models.errors import Refused
from models.tables.leaving import DestinationKind, Leaving
from models.tables.placement import Placement

FURTHEST = 400  # days: a date with a mistyped year is about twelve months away
NO_HOME_SCHOOL = "Not known"  # of a pupil whose imported row names none
NAMELESS = (DestinationKind.UNKNOWN, DestinationKind.HOME_SCHOOL, DestinationKind.HOME_EDUCATION)


@dataclass(frozen=True)
class Destination:
    """Where a pupil goes on to; `confirmed_on` is the day on which they themselves said so, None until then."""

    kind: DestinationKind
    name: str | None = None
    starts_on: date | None = None
    confirmed_on: date | None = None
    confirmed_with: str | None = None


def check_destination(read: Read, given: Destination) -> None:
    """Refuse a destination without a name, and one that is said to be confirmed by nobody or on a day to come."""
    if given.kind not in NAMELESS and given.name is None:
        raise Refused("Give its name. If nobody knows it, choose “Not known”.", field="destination")
    for field in ("starts_on", "confirmed_on"):
        day = getattr(given, field)
        if day is not None and abs((day - read.today).days) > FURTHEST:
            raise Refused("That is more than a year away. Check the year.", field=field)
    if given.confirmed_on is None:
        return
    if given.confirmed_on > read.today:
        raise Refused("That date is in the future. Leave it blank until they have confirmed.", field="confirmed_on")
    if given.kind is DestinationKind.UNKNOWN:
        raise Refused("A destination that is not known cannot be confirmed.", field="confirmed_on")
    if given.confirmed_with is None:
        raise Refused("Say who there confirmed it.", field="confirmed_with")


def set_destination(leaving: Leaving, placement: Placement, given: Destination) -> None:
    """Keep where the pupil goes on to; the home school has its name from the placement, if that names one."""
    is_home = given.kind is DestinationKind.HOME_SCHOOL and placement.home_school != NO_HOME_SCHOOL
    leaving.destination_kind, leaving.starts_on = given.kind, given.starts_on
    leaving.destination = given.name or (placement.home_school if is_home else None)
    leaving.confirmed_on, leaving.confirmed_with = given.confirmed_on, given.confirmed_with
