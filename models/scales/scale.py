"""Scales and their values: a grade or score has an order only among the values of its own scale."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, pairwise

from models.scales.parsing import ABOVE, BELOW, Reader, as_typed, folded, past_the_end, pattern
from models.text import clean

LONGEST_LABEL, LONGEST_VALUE = 60, 30
FEWEST_VALUES, MOST_VALUES = 2, 300


class NotComparable(ValueError):
    """Values of different scales, or of a scale that has no order, were compared."""


@dataclass(frozen=True)
class Scale:
    """A scale, with its values as shown from the lowest to the highest; `possible` tells staff what can be entered."""

    key: str
    label: str
    values: tuple[str, ...] = field(repr=False, hash=False)
    possible: str = field(repr=False, hash=False, compare=False)
    read: Reader = field(default=as_typed, repr=False, compare=False)
    higher_is_better: bool = field(default=True, repr=False)
    ordered: bool = field(default=True, repr=False)
    norm_referenced: bool = field(default=False, repr=False)  # keeping the same score is normal progress
    margin: int = field(default=0, repr=False, compare=False)  # steps: a smaller change may be chance alone
    counts_from: int | None = field(default=None, repr=False)  # the number that the lowest value stands for
    step: str = field(default="step", repr=False, compare=False)  # what one place is called: a step, point, month
    numbers: tuple[int, ...] | None = field(default=None, repr=False, compare=False)  # what the values count as
    beyond: bool = field(default=False, repr=False, compare=False)  # a test ends: "below 70", "above 17y0m"
    screening: bool = field(default=False, repr=False, compare=False)  # what a screening found is no subject's target
    prior_only: bool = field(default=False, repr=False, compare=False)  # no longer in use: only for what came before
    stages: frozenset[str] = field(default=frozenset(), repr=False, compare=False)  # where it is usual; if empty, all
    subject: str = field(default="", repr=False, compare=False)  # the one subject that it is for, folded

    @classmethod
    def of(cls, label: str, values: Iterable[str], higher_is_better: bool = True, *, key: str | None = None) -> "Scale":
        """Make a scale of the service's own from its values, lowest first; pass its `key` when it is read back.

        If all values are whole numbers in order, steps are counted in these and not in ranks. Raises ValueError if the
        label or a value cannot be used.
        """
        name, cleaned = clean(label), tuple(map(clean, values))
        _check_label(name)
        _check_values(cleaned)
        numbers, key = _numbers(cleaned), key or f"own:{folded(name)}"
        possible = f"one of: {', '.join(cleaned)}"
        if numbers is None:
            return cls(key, name, cleaned, f"{name} must be {possible}.", higher_is_better=higher_is_better)
        lowest, highest = sorted((int(cleaned[0]), int(cleaned[-1])))
        if highest - lowest < len(cleaned):
            possible = f"a whole number from {lowest} to {highest}"
        read, shown = pattern(r"0{0,3}(\d{1,4})%?", r"\1"), f"{name} must be {possible}."
        return cls(key, name, cleaned, shown, read, higher_is_better, step="point", numbers=numbers)

    def parse(self, text: str) -> "Value":
        """Read a value as teachers type it. Raises ValueError that says what is possible."""
        end, within = past_the_end(text) if self.beyond else ("", text)
        shown = self._shown.get(folded(self.read(within)))
        if shown is None:
            raise ValueError(self.possible)
        return Value(self, f"{end}{shown}")

    def place(self, value: "Value") -> int:
        """Return what a value counts as, for charts and sorting: its number, or on ranks how many values are below it.

        Raises NotComparable for a value of another scale or a scale that has no order.
        """
        if value.scale != self:
            raise NotComparable(f"{value} is on the scale {value.scale.label}, not on {self.label}.")
        if not self.ordered:
            raise NotComparable(f"{self.label} has no order.")
        return self._places[value.text]

    def at(self, place: int) -> "Value":
        """Return the value at this place. Raises ValueError that says what is possible."""
        value = next((value for value in self.values if self._places[value] == place), None)
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
        """What each value counts as. One beyond the end of a test counts as the nearest that it can have been."""
        places = dict(zip(self.values, self.numbers or count(self.counts_from or 0), strict=False))
        if not self.beyond:
            return places
        below = {f"{BELOW}{value}": place - 1 for value, place in places.items()}
        return places | below | {f"{ABOVE}{value}": place + 1 for value, place in places.items()}


@dataclass(frozen=True)
class Value:
    """A grade or score on its scale, in the one spelling that is stored and shown.

    It has no order or arithmetic of its own: `compare` and `steps_between` refuse values of different scales.
    """

    scale: Scale
    text: str

    def __post_init__(self) -> None:
        if self.text not in self.scale._places:
            raise ValueError(self.scale.possible)

    def __str__(self) -> str:
        return self.text


def steps_between(a: Value, b: Value) -> int:
    """Return the steps from `a` to `b` in ranks, points or months; positive if `b` is better.

    Raises NotComparable for values of different scales, or of a scale that has no order.
    """
    distance = a.scale.place(b) - a.scale.place(a)
    return distance if a.scale.higher_is_better else -distance


def counted(steps: int, step: str) -> str:
    """Return a number of steps in words, such as "2 steps" or "1 month"; `step` is what the scale calls one."""
    return f"{steps} {step}{'' if steps == 1 else 's'}"


def compare(a: Value, b: Value) -> int:
    """Return 1 if `a` is better, -1 if `b` is better, 0 if they are equal. Raises NotComparable across scales."""
    steps = steps_between(b, a)
    return (steps > 0) - (steps < 0)


def _check_label(label: str) -> None:
    if not 0 < len(label) <= LONGEST_LABEL or not folded(label):
        raise ValueError(f"Give the scale a name of up to {LONGEST_LABEL} characters.")


def _numbers(values: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return what values count as if all are whole numbers in order: themselves, or negated if they fall."""
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
        raise ValueError(f"A scale needs {FEWEST_VALUES} to {MOST_VALUES} grades, one per line.")
    seen: set[str] = set()
    for value in values:
        if not 0 < len(value) <= LONGEST_VALUE:
            raise ValueError(f"Each grade can have 1 to {LONGEST_VALUE} characters.")
        if folded(value) in seen:
            raise ValueError(f"“{value}” is there twice. List each grade once.")
        seen.add(folded(value))
