"""Results against targets on a pupil's page: a table, a chart of the way gone, and the same in words."""

from collections.abc import Iterator

from bot import blocks, charts
from bot.more import listed
from bot.words import Words
from models.barrier import BarrierKind, BarrierStatus
from models.progress import Progress, unanswered
from models.pupil_page import PupilPage

HEADING = ("Subject", "Scale", "Baseline", "Latest", "Target", "By", "Track")
# A child far past the target, or far back, would press all others flat.
LEAST, MOST = -100, 200


def progress_of(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """For who may see it, once a subject is taught."""
    if not page.progress:
        return
    yield blocks.divider()
    yield blocks.section(words("pupil/progress.title"))
    if any(one.latest or one.target for one in page.progress):
        yield blocks.table([HEADING, *(_row(one, words) for one in page.progress)])
    if drawn := [one for one in page.progress if one.track is not None and one.track.way is not None]:
        yield _chart(drawn)
    yield blocks.section(words("pupil/progress.tracks", progress=page.progress, unanswered=_unanswered(page)))
    if any(one.hopes or one.points for one in page.progress):
        yield blocks.section(words("pupil/progress.hopes", progress=page.progress, first_name=page.who.first_name))
    if not page.is_over and (mine := [one for one in page.progress if one.may_set]):
        menus = [_menu("assess.open", "Enter a result", mine), _menu("target.open", "Set a target", mine)]
        if kept := list(_kept(mine, words)):
            menus.append(listed(kept, "Correct"))
        yield blocks.actions(*menus)


def _kept(mine: list[Progress], words: Words) -> Iterator[blocks.Element]:
    """What was entered last, and the target that stands, each as a button would lead to correcting it."""
    for one in mine:
        for kept in one.kept:
            what = f"result {kept.value}, {words.short_day(kept.on)}" if kept.on else f"target {kept.value}"
            action_id = "assess.correct" if kept.on else "target.correct"
            yield blocks.button(f"{blocks.clip(one.subject, 35)}: {what}", action_id, value=kept.id)


def _row(one: Progress, words: Words) -> tuple[str, ...]:
    latest = f"{one.latest} ({words.short_day(one.latest_on)})" if one.latest and one.latest_on else ""
    by_when = words.short_day(one.by_when) if one.by_when else ""
    track = one.track.word.label if one.track else ""
    return one.subject, one.scale or "", one.baseline or "", latest, one.target or "", by_when, track


def _chart(drawn: list[Progress]) -> blocks.Block:
    """Shares of the way, which may stand beside one another where grades of two scales may not."""
    names = [one.subject for one in drawn]
    ways = [max(LEAST, min(MOST, one.track.way)) for one in drawn if one.track and one.track.way is not None]
    times = [one.track.time_gone for one in drawn if one.track]
    series = (("Way to target, %", ways), ("Time gone, %", times))
    return charts.bars("Way to the target, and time gone", names, series, y="Per cent")


def _unanswered(page: PupilPage) -> list[str]:
    concerns = [barrier.kind for barrier in page.barriers if barrier.status is not BarrierStatus.NOT_A_CONCERN]
    if not any(one.target for one in page.progress):
        return []
    return [BarrierKind(kind).label for kind in unanswered(page.progress, concerns)]


def _menu(action_id: str, placeholder: str, subjects: list[Progress]) -> blocks.Element:
    options = [blocks.option(one.subject, one.value) for one in subjects]
    return blocks.static_select(action_id, options, placeholder=placeholder)
