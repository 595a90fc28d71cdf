"""Unique pupil numbers: a check letter and 12 digits; a temporary number ends in a letter instead of a digit."""

import re

from models.text import clean

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # I, O and S are left out, as they are misread
SHAPE = re.compile(rf"[A-Z][0-9]{{11}}[0-9{LETTERS}]", re.ASCII)


def check_letter(upn: str) -> str:
    """Return the check letter: positions 2 to 13, each value times its position, summed, modulo 23.

    Raises ValueError if the UPN does not have the right shape.
    """
    if not SHAPE.fullmatch(upn):
        raise ValueError(_what_is_wrong_with(upn))
    return LETTERS[sum(_worth(sign) * position for position, sign in enumerate(upn[1:], start=2)) % len(LETTERS)]


def parse_upn(text: str) -> str:
    """Read a UPN typed in either case and with or without spaces. Raises ValueError that says what is wrong."""
    upn = "".join(clean(text).upper().split())
    expected = check_letter(upn)
    if upn[0] != expected:
        raise ValueError(f"The check letter should be {expected}. Check the UPN for a typing mistake.")
    return upn


def is_temporary(upn: str) -> bool:
    """Return whether the UPN is temporary, so that a permanent one is still to come."""
    return upn[-1].isalpha()


def _worth(sign: str) -> int:
    return int(sign) if sign.isdecimal() else LETTERS.index(sign)


def _what_is_wrong_with(upn: str) -> str:
    if len(upn) != 13:
        return f"A UPN has 13 characters; this one has {len(upn)}."
    return "A UPN is a letter and 12 digits. Only a temporary one ends in a letter, and never in I, O or S."
