"""Assessments on a pupil's page: what was decided, what is waited for and what came of it."""

from collections.abc import Iterator

from bot.requests.menus import listed
from bot.slack import blocks
from bot.slack.words import Words
from models.home.pupil_page import PupilPage
from models.permission import Permission

MOST_SHOWN, MOST_DECISIONS, MOST_SERIES = 6, 3, 8


def assessments_of(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the decisions and assessments for those who may see results, with the buttons that the reader may press."""
    found, may_set = page.assessments, Permission.ASSESSMENT_SET in page.may and not page.is_over
    if found.decisions or found.assessments or may_set:
        yield blocks.divider()
        shown, decisions = found.assessments[:MOST_SHOWN], found.decisions[:MOST_DECISIONS]
        more = len(found.assessments) - len(shown)
        yield blocks.section(words("home/assessments.all", assessments=shown, decisions=decisions, more=more))
    yield from _screenings(page, words)
    buttons = list(_buttons(page, words, may_set=may_set))
    decide = [blocks.button("Assessment decision", "assessment.decide", value=page.who.placement_id)]
    change = [listed(buttons, "Chase, record or correct")] if buttons else []
    screen = [blocks.button("Screening", "screening.add", value=page.who.placement_id)]
    may_screen = Permission.PROGRESS_SET in page.may and not page.is_over
    if may_set or may_screen or change:
        yield blocks.actions(*(decide if may_set else []), *(screen if may_screen else []), *change)


def _screenings(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the screenings, a line for each informant, with a menu to correct them."""
    series = page.assessments.screenings
    if not series:
        return
    shown, more = series[:MOST_SERIES], max(0, len(series) - MOST_SERIES)
    yield blocks.section(words("home/assessments.screenings", series=shown, more=more))
    if Permission.PROGRESS_SET in page.may:
        entries = [
            blocks.button(
                f"{words.short_day(one.on)}: {blocks.clip(each.title, 40)}", "screening.correct", value=one.id
            )
            for each in series
            for one in each.shown
        ]
        yield blocks.actions(listed(entries, "Correct a screening"))


def _buttons(page: PupilPage, words: Words, *, may_set: bool) -> Iterator[blocks.Element]:
    """Yield a button for each thing that the reader can do about an assessment or a decision."""
    if Permission.ASSESSMENT_SET in page.may:
        for each in page.assessments.decisions[:MOST_DECISIONS]:
            text = f"Correct: decision of {words.short_day(each.on)}"
            yield blocks.button(text, "assessment.decide_correct", value=each.id)
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
