"""The numbers of the law's clocks in which schools and authorities differ: settings, with the usual ones set."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True)
class LegalDays:
    """When the clocks of the law run ahead, and from how many days of suspension on.

    `early`: school days to decide on an early review of an EHC plan. `book`: weeks before the last day of an annual
    review by which its day is set. `pep`: working days from coming into care to the PEP. `suspended`: school days of
    suspension in a school year from which a Head decides. `off_site`: weeks before an off-site direction ends in which
    it is reviewed.
    """

    early: int = 10
    book: int = 8
    pep: int = 10
    suspended: int = 35
    off_site: int = 4

    @classmethod
    def read(cls, settings: Mapping[str, int]) -> Self:
        """Read the numbers from stored settings; one that is missing has its default."""
        return cls(**{name: settings[name] for name in asdict(cls()) if name in settings})

    def as_settings(self) -> dict[str, int]:
        return asdict(self)


USUAL = LegalDays()
