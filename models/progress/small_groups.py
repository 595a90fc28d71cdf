"""Which figures are left out so that nobody in a small group can be recognised, and none follows from the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEAST = 5  # pupils behind a figure that is shown


@dataclass(frozen=True)
class Cell:
    """A figure, and how many pupils stand behind it."""

    count: int
    pupils: int


Place = tuple[int, int]  # row and column


def hidden_cells(grid: Sequence[Sequence[Cell]], *, adds_up: bool) -> frozenset[Place]:
    """Return the places of a grid whose figures are left out: the small ones, and as many more as that takes.

    The first row is the total of the others, its pupils (the first column) only where the groups divide them
    (`adds_up`); the second column of each row, if there is one, is the total of those after it. A first row's figures
    are left out by that row alone, so that it is the same in every grid with that total.
    """
    hidden = {(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell.pupils < LEAST}
    _hide_more(grid, hidden, list(_sums_of_row(grid, 0)))
    sums = [one for row in range(1, len(grid)) for one in _sums_of_row(grid, row)]
    if not adds_up:  # each pupil of a subject has it once
        sums += [[(row, 1), (row, 0)] for row in range(1, len(grid))]
    columns = range(0 if adds_up else 1, len(grid[0]))
    _hide_more(grid, hidden, [*sums, *([(row, column) for row in range(len(grid))] for column in columns)])
    return frozenset(hidden)


def _sums_of_row(grid: Sequence[Sequence[Cell]], row: int) -> Iterator[list[Place]]:
    """Yield the total of a row with its parts, if it has any."""
    if len(grid[row]) > 2:
        yield [(row, column) for column in range(1, len(grid[row]))]


def _hide_more(grid: Sequence[Sequence[Cell]], hidden: set[Place], sums: list[list[Place]]) -> None:
    """Leave out the smallest parts of each sum (its total first, then the parts) until no small figure follows."""
    is_stable = False
    while not is_stable:
        is_stable = True
        for one in sums:
            shown = [place for place in one[1:] if place not in hidden and grid[place[0]][place[1]].pupils]
            if shown and _tells(grid, hidden, one):
                hidden.add(min(shown, key=lambda place: grid[place[0]][place[1]].pupils))
                is_stable = False


def _tells(grid: Sequence[Sequence[Cell]], hidden: set[Place], one: list[Place]) -> bool:
    """Return whether a sum tells a figure that is left out, or that those left out are of a few pupils."""
    unknown = [place for place in one if place in hidden]
    behind = sum(grid[row][column].pupils for row, column in unknown)
    return behind > 0 and (len(unknown) == 1 or (one[0] not in hidden and behind < LEAST))
