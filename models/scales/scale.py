"""What a grade or score is: a value of one scale, in order among that scale's values and no others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, pairwise

from models.scales.parsing import Reader, as_typed, folded, pattern
from models.text import clean

LONGEST_LABEL, LONGEST_VALUE = 60, 30
FEWEST_VALUES, MOST_VALUES = 2, 300


class NotComparable(ValueError):
    """Values of different scales, or of one that has no order, were put beside one another."""


@dataclass(frozen=True)
class Scale:
    """Its values as they are shown, from the lowest to the highest; `possible` is what we say to a wrong one."""

    key: str
    label: str
    values: tuple[str, ...] = field(repr=False, hash=False)
    possible: str = field(repr=False, hash=False, compare=False)
    read: Reader = field(default=as_typed, repr=False, compare=False)
    higher_is_better: bool = field(default=True, repr=False)
    ordered: bool = field(default=True, repr=False)
    norm_referenced: bool = field(default=False, repr=False)  # keeping the same score is normal progress
    counts_from: int | None = field(default=None, repr=False)  # the number that the lowest value stands for
    step: str = field(default="step", repr=False, compare=False)  # what one place is called: a step, point, month
    numbers: tuple[int, ...] | None = field(default=None, repr=False, compare=False)  # what the values count as

    @classmethod
    def of(cls, label: str, values: Iterable[str], higher_is_better: bool = True, *, key: str | None = None) -> "Scale":
        """A service's own, its values given from the lowest to the highest; the key stays when the label changes.

        Where all of them are numbers, in their order, it counts in these and not in ranks.
        """
        name, cleaned = clean(label), tuple(map(clean, values))
        _check_label(name)
        _check_values(cleaned)
        numbers, key = _numbers(cleaned), key or f"own:{folded(name)}"
        possible = f"one of: {', '.join(cleaned)}"
        if numbers is None:
            return cls(key, name, cleaned, f"{name} is {possible}.", higher_is_better=higher_is_better)
        lowest, highest = sorted((int(cleaned[0]), int(cleaned[-1])))
        if highest - lowest < len(cleaned):
            possible = f"a whole number from {lowest} to {highest}"
        read, shown = pattern(r"0{0,3}(\d{1,4})%?", r"\1"), f"{name} is {possible}."
        return cls(key, name, cleaned, shown, read, higher_is_better, step="point", numbers=numbers)

    def parse(self, text: str) -> "Value":
        """As teachers type it; ValueError names what is possible."""
        shown = self._shown.get(folded(self.read(text)))
        if shown is None:
            raise ValueError(self.possible)
        return Value(self, shown)

    def place(self, value: "Value") -> int:
        """Where it stands, for a chart or a sort: the score itself, or on ranks how many are below it."""
        if value.scale != self:
            raise NotComparable(f"{value} is on the scale {value.scale.label}, not on {self.label}.")
        if not self.ordered:
            raise NotComparable(f"{self.label} has no order.")
        return self._places[value.text]

    def at(self, place: int) -> "Value":
        """The value that stands there; ValueError names what is possible."""
        value = next((value for value, at in self._places.items() if at == place), None)
        if not self.ordered or value is None:
            raise ValueError(self.possible)
        return Value(self, value)

    @property
    def best(self) -> "Value":
        return self.at(self._places[self.values[-1 if self.higher_is_better else 0]])

    @cached_property
    def _shown(self) -> dict[str, str]:
        return {folded(value): value for value in self.values}

    @cached_property
    def _places(self) -> dict[str, int]:
        return dict(zip(self.values, self.numbers or count(self.counts_from or 0), strict=False))


@dataclass(frozen=True)
class Value:
    """A grade or score on its scale, in the one spelling that is kept and shown.

    It has no order and no arithmetic of its own: `compare` and `steps_between` refuse what is not on one scale.
    """

    scale: Scale
    text: str

    def __post_init__(self) -> None:
        if self.text not in self.scale._places:
            raise ValueError(self.scale.possible)

    def __str__(self) -> str:
        return self.text


def steps_between(a: Value, b: Value) -> int:
    """From a to b in ranks, points or months; more than 0 where b is the better, whichever way the scale runs."""
    distance = a.scale.place(b) - a.scale.place(a)
    return distance if a.scale.higher_is_better else -distance


def compare(a: Value, b: Value) -> int:
    """1 where a is the better, -1 where b is, 0 where they are the same."""
    steps = steps_between(b, a)
    return (steps > 0) - (steps < 0)


def _check_label(label: str) -> None:
    if not 0 < len(label) <= LONGEST_LABEL or not folded(label):
        raise ValueError(f"Give the scale a name of up to {LONGEST_LABEL} characters.")


def _numbers(values: tuple[str, ...]) -> tuple[int, ...] | None:
    """What they count as: themselves, or where they fall as much below nought, so that they stand in their order."""
    try:
        numbers = [int(value) for value in values]
    except ValueError:
        return None
    if [str(number) for number in numbers] != list(values):
        return None
    rising = [-number for number in numbers] if numbers[0] > numbers[-1] else numbers
    return tuple(rising) if all(lower < higher for lower, higher in pairwise(rising)) else None


def _check_values(values: tuple[str, ...]) -> None:
    if not FEWEST_VALUES <= len(values) <= MOST_VALUES:
        raise ValueError(f"A scale has from {FEWEST_VALUES} to {MOST_VALUES} grades, each on a line of its own.")
    seen: set[str] = set()
    for value in values:
        if not 0 < len(value) <= LONGEST_VALUE:
            raise ValueError(f"Each grade has from 1 to {LONGEST_VALUE} characters.")
        if folded(value) in seen:
            raise ValueError(f"“{value}” is there twice. Give each grade once.")
        seen.add(folded(value))
