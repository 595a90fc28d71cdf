"""Correcting and undoing what a commissioner said."""

from models.change import Change
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.reviews.commissioner import (
    ViewInput,
    ViewPrefill,
    check_view,
    recheck_view,
    require_asking,
    view_prefill,
)
from models.stays import placement_of
from models.tables.placement import Placement
from models.tables.review import CommissionerView


def view_to_correct(change: Change, view_id: str) -> tuple[ViewPrefill, ViewInput, UndoWindow]:
    """Return a view for the form that corrects it, and log the look."""
    row, placement = _view(change, view_id)
    known = view_prefill(change, placement.id)
    return known, ViewInput(row.outcome, row.on, row.whom, row.view), undo_window_of(change, row)


def correct_view(change: Change, view_id: str, given: ViewInput, why: str | None, version: int | None) -> None:
    """Correct what the commissioner said, and what it ended."""
    row, placement = _view(change, view_id)
    check_view(change, placement, given)
    with correcting(change, row, why, version):
        for name, value in vars(given).items():
            setattr(row, name, value)
    recheck_view(change, placement, row.duty_id)


def undo_view(change: Change, view_id: str) -> None:
    """Undo a view within ten minutes; if it had ended what was owed, that is owed again."""
    row, placement = _view(change, view_id)
    duty_id = row.duty_id
    take_back(change, row)
    recheck_view(change, placement, duty_id)


def _view(change: Change, view_id: str) -> tuple[CommissionerView, Placement]:
    row = change.get(CommissionerView, view_id)
    placement = placement_of(change, row.placement_id)
    require_asking(change, placement)
    require_correcting(change, placement, row)
    return row, placement
