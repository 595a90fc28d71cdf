"""Results and targets: /target, entering results, the table of all pupils, and news of targets."""

from bot.requests.capability import Capability
from handlers.progress import corrections, news, questions, results, table, target, totals

CAPABILITIES: tuple[Capability, ...] = (
    results.CAPABILITY,
    target.CAPABILITY,
    news.CAPABILITY,
    corrections.CAPABILITY,
    questions.CAPABILITY,
    table.CAPABILITY,
    totals.CAPABILITY,
)
