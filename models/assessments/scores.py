"""Reading the scores of a screening as staff type them, each checked against the range of its measure."""

import re
from collections.abc import Callable, Iterator, Mapping

from models.scales.standard import BY_KEY, ENGAGEMENT, SDQ
from models.tables.assessment import Informant, Measure
from models.text import clean

Scores = dict[str, str]

TOTAL = "Total"
MOST_SCORES, LONGEST_NAME, LONGEST_WORDS = 40, 60, 200
NUMBER = re.compile(r"(-?\d{1,4}(?:\.\d{1,2})?)(?:\s*(?:/|of|out of)\s*(\d{1,4}))?")
# Bands of the total difficulties score for 4 to 17 years, as sdqinfo.org gives them: the highest score of each but the
# last. Teachers: four, quoted in PMC4830858, table 1. Parents: three, in doi 10.1186/s12888-021-03218-x, table 2.
# What pupils fill in has no band here: no publication of its bands was found.
FOUR = ("close to average", "slightly raised", "high", "very high")
THREE = (*FOUR[:2], "high or very high")
BANDS: Mapping[Informant, tuple[tuple[str, ...], tuple[int, ...]]] = {
    Informant.PARENT: (THREE, (13, 16)),
    Informant.TEACHER: (FOUR, (11, 15, 18)),
    Informant.STAFF: (FOUR, (11, 15, 18)),  # staff fill in the teacher's questionnaire
}


def read_scores(measure: Measure, typed: str) -> Scores:
    """Read the scores of a measure, one a line. Raises ValueError with words for the screen."""
    lines = [line for line in map(clean, typed.splitlines()) if line]
    found: Scores = {}
    for name, score in (pair for line in lines for pair in READERS[measure](line)):
        if name in found:
            raise ValueError(f"{name} is there twice.")
        found[name] = score
    if not found:
        raise ValueError("Give at least one score.")
    if len(found) > MOST_SCORES:
        raise ValueError(f"At most {MOST_SCORES} scores.")
    return found


def band_of(informant: Informant, scores: Scores) -> str | None:
    """Return the band of an SDQ total for whoever filled it in; None if there is no total, or no band is published."""
    if TOTAL not in scores or informant not in BANDS:
        return None
    words, ends = BANDS[informant]
    return words[sum(int(scores[TOTAL]) > end for end in ends)]


def _total(line: str) -> Iterator[tuple[str, str]]:
    yield TOTAL, SDQ.parse(line).text


def _strand(line: str) -> Iterator[tuple[str, str]]:
    letter, _, score = line.replace(":", " ").partition(" ")
    scale = BY_KEY.get(f"boxall_{letter.lower()}")
    if scale is None:
        raise ValueError("Begin each line with the letter of a strand, A to J or Q to Z, for example A 12.")
    yield letter.upper(), scale.parse(score).text


def _area(line: str) -> Iterator[tuple[str, str]]:
    area, _, words = line.partition(":")
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise ValueError(f"Write the area, a colon, and what was seen in up to {LONGEST_WORDS} characters.")
    yield ENGAGEMENT.parse(area).text, words.strip()


def _number(line: str) -> Iterator[tuple[str, str]]:
    name, _, score = line.rpartition(":")
    read = NUMBER.fullmatch(score.strip())
    if not name.strip() or len(name) > LONGEST_NAME or read is None:
        raise ValueError("Write what was scored, a colon and the number, for example Worry: 12 of 30.")
    if read[2] is not None and not 0 <= float(read[1]) <= int(read[2]):
        raise ValueError(f"{name.strip()}: the score is not within 0 to {read[2]}.")
    yield name.strip(), f"{read[1]} of {read[2]}" if read[2] else read[1]


READERS: Mapping[Measure, Callable[[str], Iterator[tuple[str, str]]]] = {
    Measure.SDQ: _total,
    Measure.BOXALL: _strand,
    Measure.ENGAGEMENT: _area,
    Measure.OTHER: _number,
}
