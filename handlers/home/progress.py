"""Results against targets on a pupil's page: a table, a chart of the progress so far, and the same in words."""

from collections.abc import Iterator
from datetime import date

from bot.requests.menus import listed
from bot.requests.undo import undo_button
from bot.slack import blocks, charts
from bot.slack.words import Words
from models.change import Read
from models.home.pupil_page import PupilPage
from models.progress.summary import Correctable, Progress, unanswered
from models.progress.trend import Trend, trend_of
from models.reviews.latest import ReviewShown
from models.tables.barrier import BarrierKind, BarrierStatus

CORRECTED_WITH = {"result": "assess.correct", "target": "target.correct", "review": "review.correct"}
HEADING = ("Subject", "Scale", "Baseline", "Latest", "Target", "By", "Track")


def progress_of(page: PupilPage, read: Read, words: Words) -> Iterator[blocks.Block]:
    """Yield the pupil's progress in each subject, with menus for those who may enter results and targets."""
    if not page.progress:
        return
    yield blocks.divider()
    yield blocks.section(words("home/progress.title"))
    if any(one.latest or one.target for one in page.progress):
        yield blocks.table([HEADING, *(_row(one, words) for one in page.progress)])
    yield from _trend(page, read, words)
    yield blocks.section(words("home/progress.tracks", progress=page.progress, unanswered=_unanswered(page)))
    if any(one.hopes or one.points for one in page.progress):
        yield blocks.section(words("home/progress.hopes", progress=page.progress, first_name=page.who.first_name))
    if mine := [one for one in page.progress if one.may_set]:
        menus = [_menu("assess.open", "Enter a result", mine), _menu("target.open", "Set a target", mine)]
        menus = [] if page.is_over else menus
        if kept := list(_kept(page, mine, words)):
            menus.append(listed(kept, "Correct"))
        yield from [blocks.actions(*menus)] if menus else []
        yield from _undo(mine, words)


def _undo(mine: list[Progress], words: Words) -> Iterator[blocks.Block]:
    """Yield a button that undoes the latest entry within ten minutes. It says until when: the page may stay longer."""
    saved = [(kept.undo_until, one.subject, kept) for one in mine for kept in one.kept if kept.undo_until]
    if saved:
        until, subject, kept = max(saved, key=lambda one: one[0])
        what = blocks.clip(f"{blocks.clip(subject, 30)}: {'result' if kept.on else 'target'} {kept.value}", 50)
        action_id = "assess.undo" if kept.on else "target.undo"
        text = f"Undo {what}, until {words.time_of_day(until)}"
        yield blocks.actions(undo_button(text, action_id, kept.id, words, what))


def _kept(page: PupilPage, mine: list[Progress], words: Words) -> Iterator[blocks.Element]:
    """Yield a button for each latest grade and present target, which opens the form that corrects it.

    The latest comes first. A grade of a review is corrected with that.
    """
    graded = {one.subject: one for one in page.reviews if one.grade and one.may_correct}
    for one in mine:
        found: list[tuple[date, str, str, Correctable | ReviewShown]] = []
        if (review := graded.get(one.subject)) is not None:
            found.append((review.assessed_on or review.on, "review", review.grade or "", review))
        found += [(each.on or date.min, "result" if each.on else "target", each.value, each) for each in one.kept]
        for on, what, value, kept in sorted(found, key=lambda each: each[0], reverse=True):
            text = f"{blocks.clip(one.subject, 35)}: {what} {value}"
            text += "" if what == "target" else f", {words.short_day(on)}"
            text += f" ({kept.scale})" if isinstance(kept, Correctable) and kept.scale else ""
            yield blocks.button(text, CORRECTED_WITH[what], value=kept.id)


def _row(one: Progress, words: Words) -> tuple[str, ...]:
    latest = f"{one.latest} ({words.short_day(one.latest_on)})" if one.latest and one.latest_on else ""
    by_when = words.short_day(one.by_when) if one.by_when else ""
    track = one.track.word.label if one.track else ""
    return one.subject, one.scale or "", one.baseline or "", latest, one.target or "", by_when, track


def _trend(page: PupilPage, read: Read, words: Words) -> Iterator[blocks.Block]:
    """Yield a chart of the way to each target in per cent, since grades on different scales cannot be compared."""
    until = page.placement.left_on if page.is_over else None
    trend = trend_of({one.subject: one.trajectory for one in page.progress}, read.calendar, until or read.today)
    if trend is not None:
        days = ["Start", *map(words.short_day, trend.ends), "End" if page.is_over else "Now"]
        yield _chart(trend, days)
        yield blocks.context(words("home/progress.course", lines=trend.lines, days=days))


def _chart(trend: Trend, days: list[str]) -> blocks.Block:
    """Return the chart. The target has a line of its own, to be in view even if no subject has come near it."""
    series = (("Target", [100] * len(days)), *trend.lines)
    return charts.lines("Progress towards targets", days, series, y="%")


def _unanswered(page: PupilPage) -> list[str]:
    concerns = [barrier.kind for barrier in page.barriers if barrier.status is not BarrierStatus.NOT_A_CONCERN]
    if not any(one.target for one in page.progress):
        return []
    return [BarrierKind(kind).label for kind in unanswered(page.progress, concerns)]


def _menu(action_id: str, placeholder: str, subjects: list[Progress]) -> blocks.Element:
    options = [blocks.option(one.subject, str(one.topic)) for one in subjects]
    return blocks.static_select(action_id, options, placeholder=placeholder)
