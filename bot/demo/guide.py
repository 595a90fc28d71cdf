"""The guided path through the invented school: what to try next, as whom, from a referral to a leaving."""

from bot.workspace import Hint

# The pupil whose keyworker has most of it still to do, one whose placement ends soon, and one to allocate.
NEW, ENDING, TO_ALLOCATE = "Poppy", "Mason", "KA"

PATH: tuple[tuple[str, str], ...] = (
    ("helen", "type /refer and invent a pupil. The first page alone is enough."),
    ("helen", f"type /allocations, then press Allocate under {TO_ALLOCATE} in the digest."),
    ("mei", f"type /pupil {NEW}, go to your Home tab, and write a part of her learning profile."),
    ("mei", f"on {NEW}'s page, enter her baseline in History."),
    ("mei", f"type /target {NEW} and set a target in History. Halfterm asks about a low one."),
    ("ann", "type /review and go through the reviews that are due. You can stop at any time."),
    ("mei", f"on {NEW}'s page, open the support plan and set an objective."),
    ("ann", f"type /pupil {ENDING} and press Leaving: his placement ends next month."),
)


def guide() -> list[Hint]:
    """Return the path, for the page to show."""
    return [Hint(f"U{handle.upper()}", words) for handle, words in PATH]
