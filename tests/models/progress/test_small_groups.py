"""Figures of small groups are left out, and none of them can be worked out from those that stand."""

import random
from collections.abc import Iterator
from fractions import Fraction

from models.progress.small_groups import LEAST, Cell, hidden_cells

Sum = tuple[tuple[int, int], list[tuple[int, int]]]


def sums(rows: int, columns: int) -> Iterator[Sum]:
    """Each total of a grid with its parts: a row's second cell, and the first row's cells."""
    for row in range(rows):
        yield (row, 1), [(row, column) for column in range(2, columns)]
    for column in range(columns):
        yield (0, column), [(row, column) for row in range(1, rows)]


def a_grid(seed: int) -> list[list[Cell]]:
    """Make groups that divide all pupils, with a subject or two each, whose tracks divide the subjects."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    groups = []
    for _ in range(chance.randint(2, 5)):
        tracks = [chance.choice((0, 0, 1, 2, 3, 6, 9, 14)) for _ in range(4)]
        pupils = max(tracks, default=0) + chance.randint(0, 3)
        groups.append(
            [Cell(pupils, pupils), Cell(sum(tracks), min(pupils, sum(tracks))), *(Cell(one, one) for one in tracks)]
        )
    total = [
        Cell(sum(one.count for one in column), sum(one.pupils for one in column))
        for column in zip(*groups, strict=True)
    ]
    return [total, *groups]


def test_no_count_of_fewer_than_five_pupils_stands_or_follows_from_the_others() -> None:
    for seed in range(300):
        holds(seed, a_grid(seed))


def holds(seed: int, grid: list[list[Cell]]) -> None:
    hidden = hidden_cells(grid, adds_up=True)
    count = {(r, c): cell for r, row in enumerate(grid) for c, cell in enumerate(row)}
    assert all(place in hidden for place, cell in count.items() if cell.pupils < LEAST)
    known = {place for place in count if place not in hidden}
    for total, parts in sums(len(grid), len(grid[0])):
        unknown = [place for place in (total, *parts) if place not in known]
        if len(unknown) == 1:
            assert count[unknown[0]].count == 0, (seed, unknown)  # that nobody is there says nothing of anybody
        if total in known and unknown:
            behind = sum(count[place].pupils for place in unknown)
            assert behind == 0 or behind >= LEAST, (seed, unknown)


def test_no_small_figure_can_be_worked_out_through_several_sums_together() -> None:
    for seed in range(100):
        grid = a_grid(seed)
        hidden = hidden_cells(grid, adds_up=True)
        small = {(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if 0 < cell.pupils < LEAST}
        assert not small & solved(grid, hidden), seed
        highest = bounds(grid, hidden)
        assert all(highest.get(place, LEAST) >= LEAST for place in small), seed


def solved(grid: list[list[Cell]], hidden: frozenset[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the hidden places whose figures the sums determine together, by elimination."""
    places = sorted(hidden)
    lines = []
    for total, parts in sums(len(grid), len(grid[0])):
        lines.append([Fraction((place in parts) - (place == total)) for place in places])
    pivots: list[list[Fraction]] = []
    for column in range(len(places)):
        pivot = next((line for line in lines if line[column]), None)
        if pivot is None:
            continue
        lines.remove(pivot)
        pivot = [one / pivot[column] for one in pivot]
        lines, pivots = ([without(line, pivot, column) for line in each] for each in (lines, pivots))
        pivots.append(pivot)
    return {places[line.index(1)] for line in pivots if sum(map(bool, line)) == 1}


def without(line: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    return [one - line[column] * other for one, other in zip(line, pivot, strict=True)]


def bounds(grid: list[list[Cell]], hidden: frozenset[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the most that each hidden figure can be, as far as each sum in turn tells, again and again."""
    low = {(r, c): 0 if (r, c) in hidden else cell.count for r, row in enumerate(grid) for c, cell in enumerate(row)}
    high = {place: 10**6 if place in hidden else count for place, count in low.items()}
    for _ in range(30):
        for total, parts in sums(len(grid), len(grid[0])):
            low[total] = max(low[total], sum(low[one] for one in parts))
            high[total] = min(high[total], sum(high[one] for one in parts))
            for place in parts:
                others = [one for one in parts if one != place]
                high[place] = min(high[place], high[total] - sum(low[one] for one in others))
                low[place] = max(low[place], low[total] - sum(high[one] for one in others))
    return {place: high[place] for place in hidden}


def test_where_every_group_is_large_enough_nothing_is_left_out() -> None:
    groups = [[Cell(20, 20), Cell(20, 20), Cell(12, 12), Cell(8, 8)], [Cell(9, 9), Cell(14, 9), Cell(7, 7), Cell(7, 7)]]
    total = [Cell(29, 29), Cell(34, 29), Cell(19, 19), Cell(15, 15)]
    assert hidden_cells([total, *groups], adds_up=True) == frozenset()


def test_one_small_group_takes_a_second_figure_with_it() -> None:
    grid = [[Cell(30, 30)], [Cell(19, 19)], [Cell(8, 8)], [Cell(3, 3)]]
    assert hidden_cells(grid, adds_up=True) == {(3, 0), (2, 0)}
