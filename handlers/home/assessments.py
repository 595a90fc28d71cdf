"""Assessments on a pupil's page: what was decided, what is waited for and what came of it."""

from collections.abc import Iterator

from bot.requests.menus import listed
from bot.slack import blocks
from bot.slack.words import Words
from models.home.pupil_page import PupilPage
from models.permission import Permission

MOST_SHOWN, MOST_DECISIONS = 6, 3


def assessments_of(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the decisions and assessments for those who may see results, with the buttons that the reader may press."""
    found, may_set = page.assessments, Permission.ASSESSMENT_SET in page.may and not page.is_over
    if found.decisions or found.assessments or may_set:
        yield blocks.divider()
        shown, decisions = found.assessments[:MOST_SHOWN], found.decisions[:MOST_DECISIONS]
        more = len(found.assessments) - len(shown)
        yield blocks.section(words("home/assessments.all", assessments=shown, decisions=decisions, more=more))
    buttons = list(_buttons(page, may_set=may_set))
    decide = [blocks.button("Assessment decision", "assessment.decide", value=page.who.placement_id)]
    change = [listed(buttons, "Chase, record or correct")] if buttons else []
    if may_set or change:
        yield blocks.actions(*(decide if may_set else []), *change)


def _buttons(page: PupilPage, *, may_set: bool) -> Iterator[blocks.Element]:
    """Yield a button for each thing that the reader can do about an assessment."""
    for one in page.assessments.assessments:
        kind = blocks.clip(one.kind, 50)
        if one.may_record and not page.is_over:
            yield blocks.button(f"Record the outcome: {kind}", "assessment.outcome", value=one.id)
        if may_set and one.is_open:
            if one.is_request:
                yield blocks.button(f"Chase: {kind}", "assessment.chase", value=one.id)
            yield blocks.button(f"Withdraw: {kind}", "assessment.withdraw", value=one.id)
        if Permission.ASSESSMENT_SET in page.may:
            yield blocks.button(f"Correct: {kind}", "assessment.correct", value=one.id)
