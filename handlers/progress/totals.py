"""Totals of all current pupils, with every figure or for governors: in the App Home, and as a file."""

import asyncio
from functools import partial

from bot.files.csv_file import csv_file
from bot.files.xlsx_file import xlsx_file
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.files import send_file
from bot.requests.limits import Counted
from bot.requests.request import Request
from models.errors import Absent
from models.progress.totals import View, export_totals, show_totals, total_rows

CSV, WORKBOOK = "csv", "xlsx"


async def show(request: Request) -> None:
    """Show the totals in the Home tab, in the place of the table."""
    await request.change(show_totals, request.value)


async def export(request: Request) -> Answer:
    """Log that the totals leave as a file, and send it in the background."""
    view, _, kind = request.value.partition("|")
    if kind not in (CSV, WORKBOOK):
        raise Absent
    return Answer(afterwards=partial(send, request, await request.change(export_totals, view), kind))


async def send(request: Request, view: View, kind: str) -> None:
    """Send the totals to the person who asked. Those for governors say below them why figures are left out."""
    rows = await request.read(total_rows, view)
    if view is View.GOVERNORS:
        rows.append((request.words("progress/totals.why"), *[""] * (len(rows[0]) - 1)))
    title = request.words(f"progress/totals.{view}")
    content = csv_file(rows) if kind == CSV else await asyncio.to_thread(xlsx_file, {"Totals": rows})
    await send_file(request, f"{view}-{request.today.isoformat()}.{kind}", title, content)


CAPABILITY = Capability(
    "totals",
    actions={"cohort.totals": show, "cohort.totals_file": export},
    counted={"cohort.totals_file": Counted.EXPORT},
)
