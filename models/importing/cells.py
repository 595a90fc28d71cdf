"""Single cells as school systems write them: days, yes and no, shares, codes. No error quotes the cell."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from models.importing.headings import plain
from models.permission import Role
from models.tables.placement import PlacementType, Registration, SenStatus

# Excel counts days from here; it holds 1900 to be a leap year, which matters to nobody born since.
EXCEL_DAY_ZERO = date(1899, 12, 30)
SERIAL = re.compile(r"[1-9]\d{4}(?:\.0+)?")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
NUMBERS = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?:[ T]\d{1,2}:.*)?")
WORDS = re.compile(r"(?:[A-Za-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})[-/., ]+(\d{4}|\d{2})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LATELY_READ = 4096  # days that many rows share; older ones are forgotten
NOT_A_DAY = "Not a date. Write day/month/year."
YES = frozenset(("yes", "y", "true", "t", "1", "x", "✓", "✔"))
NO = frozenset(("no", "n", "false", "f", "0", "-", "–"))

REGISTRATIONS: Mapping[str, Registration] = MappingProxyType(
    {
        "c": Registration.SINGLE,
        "current": Registration.SINGLE,
        "current single registration": Registration.SINGLE,
        "single registration": Registration.SINGLE,
        "single registered": Registration.SINGLE,
        "current single registration at this school": Registration.SINGLE,
        "m": Registration.MAIN,
        "current main": Registration.MAIN,
        "current main dual registration": Registration.MAIN,
        "main dual registration": Registration.MAIN,
        "dual main": Registration.MAIN,
        "s": Registration.SUBSIDIARY,
        "current subsidiary": Registration.SUBSIDIARY,
        "current subsidiary dual registration": Registration.SUBSIDIARY,
        "subsidiary dual registration": Registration.SUBSIDIARY,
        "dual subsidiary": Registration.SUBSIDIARY,
        "g": Registration.NONE,
        "guest": Registration.NONE,
        "not on roll": Registration.NONE,
        **{plain(each.label): each for each in Registration},
        **{each.value: each for each in Registration},
    }
)
TYPES: Mapping[str, PlacementType] = MappingProxyType(
    {
        "permanently excluded": PlacementType.EXCLUDED,
        "pex": PlacementType.EXCLUDED,
        "suspension": PlacementType.SUSPENDED,
        "fixed term exclusion": PlacementType.SUSPENDED,
        "medical need": PlacementType.MEDICAL,
        "at risk": PlacementType.AT_RISK,
        "intervention": PlacementType.AT_RISK,
        "direction off site": PlacementType.OFF_SITE,
        "ehcp": PlacementType.EHC_PLAN,
        "ehc plan": PlacementType.EHC_PLAN,
        **{plain(each.label): each for each in PlacementType},
        **{each.value: each for each in PlacementType},
    }
)
NEEDS: Mapping[str, SenStatus] = MappingProxyType(
    {
        "no sen": SenStatus.NONE,
        "no special educational need": SenStatus.NONE,
        "no special educational needs": SenStatus.NONE,
        "sen support": SenStatus.SUPPORT,
        "support": SenStatus.SUPPORT,
        "ehcp": SenStatus.PLAN,
        "ehc": SenStatus.PLAN,
        "ehc plan": SenStatus.PLAN,
        "education health and care plan": SenStatus.PLAN,
        "none": SenStatus.NONE,
    }
)
ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "headteacher": Role.HEAD,
        "head teacher": Role.HEAD,
        "principal": Role.HEAD,
        "head of centre": Role.HEAD,
        "deputy head": Role.HEAD,
        "deputy headteacher": Role.HEAD,
        "assistant head": Role.HEAD,
        "admin": Role.ADMINISTRATOR,
        "office": Role.ADMINISTRATOR,
        "school administrator": Role.ADMINISTRATOR,
        "subject teacher": Role.TEACHER,
        "class teacher": Role.TEACHER,
        "teaching assistant": Role.SUPPORT,
        "learning support assistant": Role.SUPPORT,
        "ta": Role.SUPPORT,
        "lsa": Role.SUPPORT,
        "tutor": Role.SUPPORT,
        "supply": Role.SUPPORT,
        **{each.value: each for each in Role},
    }
)


@lru_cache(LATELY_READ)
def parse_day(text: str, latest: date) -> date:
    """Read a day: 14/05/2012, 14-May-12, 2012-05-14, or Excel's count of days. Raises ValueError.

    Two digits are the year that is not after `latest`: a pupil is born before today. The month never comes first.
    """
    if SERIAL.fullmatch(text):
        return EXCEL_DAY_ZERO + timedelta(days=int(float(text)))
    if found := ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := NUMBERS.fullmatch(text):
        day, month, year = found.groups()
    elif (found := WORDS.fullmatch(text)) and found[2][:3].lower() in MONTHS:
        day, month, year = found[1], str(MONTHS.index(found[2][:3].lower()) + 1), found[3]
    else:
        raise ValueError(NOT_A_DAY)
    try:
        return date(_year(year, latest), int(month), int(day))
    except ValueError:
        raise ValueError("There is no such day. Write day/month/year.") from None


def _year(written: str, latest: date) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    century = latest.year // 100 * 100
    return century + year if century + year <= latest.year else century - 100 + year


def parse_yes(text: str) -> bool:
    """Read yes or no. Raises ValueError for anything else."""
    said = text.casefold().strip(" .")
    if said in YES or said in NO:
        return said in YES
    raise ValueError("Write yes or no.")


def parse_share(text: str) -> float:
    """Read a percentage, to one decimal, also as Excel keeps one (0.925). Raises ValueError if it is none."""
    try:
        number = float(text.removesuffix("%").strip())
    except ValueError:
        raise ValueError("Not a percentage. Write a number from 0 to 100.") from None
    if number == 1 and "%" not in text:
        raise ValueError("This can be 1% or 100%. Write the % sign.")
    share = round(number * 100 if 0 < number < 1 and "%" not in text else number, 1)
    if not 0 <= share <= 100:
        raise ValueError("Not a percentage. Write a number from 0 to 100.")
    return share


def parse_count(text: str) -> int:
    """Read a whole number, also as a spreadsheet keeps one (8.0). Raises ValueError."""
    if (found := re.fullmatch(r"(\d{1,4})(?:\.0+)?", text)) is None:
        raise ValueError("Not a whole number.")
    return int(found[1])


def parse_year(text: str) -> int:
    """Read a National Curriculum year: 10, Y10, Year 10, R. Raises ValueError if it is none."""
    said = plain(text)
    if said in ("r", "reception", "year r", "yr"):
        return 0
    found = re.fullmatch(r"(?:nc )?(?:year ?|yr ?|y ?)?(\d{1,2})", said)
    if found is None or int(found[1]) > 14:
        raise ValueError("Not a year group. Write a number, for example 10.")
    return int(found[1])


def parse_sen(text: str) -> SenStatus:
    """Read a SEN status: a letter of the school census, alone or before its words, or the words."""
    said = plain(text)
    letter = said.partition(" ")[0].upper()
    if letter in tuple(SenStatus):
        return SenStatus(letter)
    if said in NEEDS:
        return NEEDS[said]
    raise ValueError("Not a SEN status. Write N, K or E.")


def parse_registration(text: str) -> Registration:
    """Read where a pupil is on roll, in words or as an enrolment status. Raises ValueError."""
    found = REGISTRATIONS.get(plain(text)) or REGISTRATIONS.get(plain(text).partition(" ")[0])
    if found is None:
        raise ValueError("Not a registration. Write single, main, subsidiary or none.")
    return found


def parse_type(text: str) -> PlacementType:
    """Read the reason for a placement. Raises ValueError."""
    found = TYPES.get(plain(text))
    if found is None:
        raise ValueError(
            f"Not a reason for a placement. Write one of: {', '.join(each.value for each in PlacementType)}."
        )
    return found


def parse_role(text: str) -> Role:
    """Read a role on the staff. Raises ValueError."""
    found = ROLES.get(plain(text))
    if found is None:
        raise ValueError("Not a role. Write head, administrator, teacher or support.")
    return found
