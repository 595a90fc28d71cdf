"""Totals of all current pupils in the App Home, in the place of the table of all pupils."""

from bot.slack import blocks
from bot.slack.words import Words
from models.change import Read
from models.progress.totals import View, total_rows

MOST_ROWS = 100
FILES = (("Workbook (Excel)", "xlsx"), ("CSV", "csv"))


def totals_page(view: str, read: Read, words: Words) -> list[blocks.Block]:
    """Return the page with the totals. It names nobody."""
    rows = total_rows(read, view)
    other = View.GOVERNORS if view == View.TOTALS else View.TOTALS
    label = "Version for governors" if view == View.TOTALS else "With every figure"
    options = [blocks.option(name, f"{view}|{kind}") for name, kind in FILES]
    shown = [
        blocks.actions(
            blocks.button("Back to my to-do list", "home.duties"),
            blocks.button("Targets and results", "cohort.open"),
            blocks.button(label, "cohort.totals", value=other),
        ),
        blocks.header(words(f"progress/totals.{view}")),
        blocks.context(words("progress/totals.lead", now=read.now)),
        blocks.table(rows[:MOST_ROWS]),
    ]
    if len(rows) > MOST_ROWS:
        shown.append(blocks.context(words("progress/totals.more", more=len(rows) - MOST_ROWS)))
    if view == View.GOVERNORS:
        shown.append(blocks.section(words("progress/totals.why")))
    file = blocks.static_select("cohort.totals_file", options, placeholder="Send me this as a file")
    return [*shown, blocks.actions(file), blocks.context(words("progress/totals.foot"))]
