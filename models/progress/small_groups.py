"""Which figures are left out so that nobody in a small group can be recognised, and none follows from the others."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5  # pupils behind a figure that is shown
BEYOND = 10**9  # more than any figure


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
    small = {place for place in hidden if _at(grid, place).pupils}
    _hide_more(grid, hidden, list(_sums_of_row(grid, 0)))
    sums = [one for row in range(1, len(grid)) for one in _sums_of_row(grid, row)]
    if not adds_up:  # each pupil of a subject has it once
        sums += [[(row, 1), (row, 0)] for row in range(1, len(grid))]
    columns = range(0 if adds_up else 1, len(grid[0]))
    sums += [[(row, column) for row in range(len(grid))] for column in columns]
    _hide_more(grid, hidden, sums)
    while more := _to_protect(grid, hidden, small):
        hidden |= more
        _hide_more(grid, hidden, sums)
    return frozenset(hidden)


def _at(grid: Sequence[Sequence[Cell]], place: Place) -> Cell:
    return grid[place[0]][place[1]]


def _to_protect(grid: Sequence[Sequence[Cell]], hidden: set[Place], small: set[Place]) -> set[Place]:
    """Return a further figure to leave out for each small one that several sums together keep small, if there is one.

    It is the smallest of the same group or column, else of the grid; none of the first row, nor of the pupils.
    """
    found = set()
    for place in small:
        shown = [(r, c) for r in range(1, len(grid)) for c in range(1, len(grid[0])) if (r, c) not in hidden]
        if place[1] and shown and not _can_be_large(grid, hidden, place):
            near = [one for one in shown if one[0] == place[0] or one[1] == place[1]]
            found.add(min(near or shown, key=lambda one: (_at(grid, one).pupils, one)))
    return found


def _can_be_large(grid: Sequence[Sequence[Cell]], hidden: set[Place], place: Place) -> bool:
    """Return whether a figure that is left out could be LEAST or more, and another one, for all that stands.

    Rows and columns are joined by the figures that are left out, totals the other way round. One figure goes up by
    what can flow back from its one end to the other: those on the way go up, or go down as far as to nothing.
    """
    flows: dict[tuple[int, int], int] = defaultdict(int)  # from one end to another: rows are 0 .., columns -1 ..
    for other in hidden - {place}:
        if other[1]:
            up, down = _ends(other)
            flows[up, down] += BEYOND
            flows[down, up] += _at(grid, other).count
    end, start = _ends(place)
    wanted = max(LEAST - _at(grid, place).count, 1)
    while wanted > 0 and (way := _way(flows, start, end)):
        least = min(wanted, *(flows[arc] for arc in way))
        for one, other_end in way:
            flows[one, other_end] -= least
            flows[other_end, one] += least
        wanted -= least
    return wanted <= 0


def _ends(place: Place) -> tuple[int, int]:
    """Return the row and the column of a figure, in the order in which it goes up; those of a total are turned."""
    row, column = place
    ends = (row, -column)
    return ends[::-1] if (row == 0) != (column == 1) else ends


def _way(flows: Mapping[tuple[int, int], int], start: int, end: int) -> list[tuple[int, int]]:
    """Return the shortest way from one end to another on which something can flow, or none."""
    came: dict[int, int | None] = {start: None}
    for at in (queue := [start]):
        for (one, other), room in flows.items():
            if one == at and room and other not in came:
                came[other] = at
                queue.append(other)
    way, at = [], end
    while (before := came.get(at)) is not None:
        way.append((before, at))
        at = before
    return way


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
