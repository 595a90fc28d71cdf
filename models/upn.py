"""Unique pupil numbers: a check letter and 12 digits, the last of them a letter while the number is temporary."""

import re

from models.text import clean

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # I, O and S are left out, as they are misread
SHAPE = re.compile(rf"[A-Z][0-9]{{11}}[0-9{LETTERS}]", re.ASCII)


def check_letter(upn: str) -> str:
    """What the first letter should be: positions 2 to 13, each times its position, modulo 23."""
    if not SHAPE.fullmatch(upn):
        raise ValueError(_what_is_wrong_with(upn))
    return LETTERS[sum(_worth(sign) * position for position, sign in enumerate(upn[1:], start=2)) % len(LETTERS)]


def parse_upn(text: str) -> str:
    """As it was typed, in either case and with spaces; ValueError says what is wrong with it."""
    upn = "".join(clean(text).upper().split())
    expected = check_letter(upn)
    if upn[0] != expected:
        raise ValueError(f"The check letter should be {expected}. One of its characters may be mistyped.")
    return upn


def is_temporary(upn: str) -> bool:
    """Whether a lasting one is still to come."""
    return upn[-1].isalpha()


def _worth(sign: str) -> int:
    return int(sign) if sign.isdecimal() else LETTERS.index(sign)


def _what_is_wrong_with(upn: str) -> str:
    if len(upn) != 13:
        return f"A UPN has 13 characters, this one has {len(upn)}."
    return "A UPN is a letter and 12 digits. Only a temporary one ends in a letter, and never in I, O or S."
