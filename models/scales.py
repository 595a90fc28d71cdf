"""What a grade or score is: a value of one scale, in order among that scale's values and no others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from models.names import clean
from models.scale_readers import Reader, as_typed, folded

LONGEST_LABEL, LONGEST_VALUE = 60, 30
FEWEST_VALUES, MOST_VALUES = 2, 100


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

    @classmethod
    def of(cls, label: str, values: Iterable[str], higher_is_better: bool = True, *, key: str | None = None) -> "Scale":
        """A service's own, its values given from the lowest to the highest; the key stays when the label changes."""
        name, cleaned = clean(label), tuple(map(clean, values))
        _check_label(name)
        _check_values(cleaned)
        possible = f"{name} is one of: {', '.join(cleaned)}."
        return cls(key or f"own:{folded(name)}", name, cleaned, possible, higher_is_better=higher_is_better)

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
        return self._places[value.text] + (self.counts_from or 0)

    def at(self, place: int) -> "Value":
        """The value that stands there; ValueError names what is possible."""
        index = place - (self.counts_from or 0)
        if not self.ordered or not 0 <= index < len(self.values):
            raise ValueError(self.possible)
        return Value(self, self.values[index])

    @property
    def best(self) -> "Value":
        return self.at((self.counts_from or 0) + (len(self.values) - 1 if self.higher_is_better else 0))

    @cached_property
    def _shown(self) -> dict[str, str]:
        return {folded(value): value for value in self.values}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {value: index for index, value in enumerate(self.values)}


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
