"""Results and targets: /target, the table of all pupils, the news of targets."""

from bot.requests.capability import Capability
from handlers.progress import news, results, table, target

CAPABILITIES: tuple[Capability, ...] = (
    results.CAPABILITY,
    target.CAPABILITY,
    news.CAPABILITY,
    table.CAPABILITY,
)
