"""`make bench`: the bots beside one another under the same loads, interleaved; prints medians and ratios to the floors.

Only ratios of one run mean anything: the machine is never quiet. A command counts from Slack's side of the door.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bot.app import TEMPLATES
from bot.runtime.clock import Clock
from bot.runtime.database import Database
from bot.runtime.desk import Desk
from bot.slack.words import Words
from tests import postgres
from tests.bench.bots import SYNCHRONOUS
from tests.bench.slack import Door, Slack, Taken, opened
from tests.databases import Databases, migrate
from tests.house import ROOT
from tests.process import first_line, free_port, started
from tests.school import LONDON, open_school

REPETITIONS = 5
# What waits for Slack is much alike from one repetition to the next, and takes the longest.
REPETITIONS_OF_WAITING = 3
HOW_LONG = (
    "This takes about five minutes on two quiet cores, the import included. Each figure is given once it is known."
)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A bot in a process of its own, and the way to it."""

    name: str
    process: asyncio.subprocess.Process
    door: Door

    def cpu(self) -> float:
        """Seconds of processor that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Megabytes that it holds."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@dataclass(frozen=True)
class Figures:
    """One repetition: milliseconds a command of processor, to the form (95 of 100) and to the answer; what was lost."""

    cpu: float
    form: float
    answer: float
    a_second: float
    late: int
    unanswered: int


Load = Callable[[Slack, Door], Awaitable[Sequence[Taken]]]


async def measure(slack: Slack, bot: Running, load: Load) -> Figures:
    """One bot under one load."""
    cpu, began = bot.cpu(), time.perf_counter()
    taken = await load(slack, bot.door)
    a_second = len(taken) / (time.perf_counter() - began)
    return Figures(
        (bot.cpu() - cpu) / len(taken) * 1000,
        _95([one.shown for one in taken if one.shown is not None]),
        _95([one.answered for one in taken if one.answered is not None]),
        a_second,
        sum(one.is_late for one in taken),
        sum(one.answered is None for one in taken),
    )


def _95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1000 if len(seconds) > 1 else float("nan")


async def compare(
    slack: Slack,
    title: str,
    load: Load,
    bots: Sequence[Running],
    floors: Sequence[str],
    repetitions: int = REPETITIONS,
) -> None:
    """Every bot in turn, and again: the ratio of each to the first floor as it is measured, then a table of medians."""
    runs: dict[str, list[Figures]] = {bot.name: [] for bot in bots}
    for bot in bots:
        await slack.at_once(bot.door, 100, 10)
    for repetition in range(1, repetitions + 1):
        for bot in bots:
            runs[bot.name].append(await measure(slack, bot, load))
        floor = runs[floors[0]][-1].cpu
        ratios = ", ".join(f"{name} {figures[-1].cpu / floor:.2f}" for name, figures in runs.items())
        say(f"{title}, {repetition} of {repetitions}: CPU x {floors[0]}: {ratios}")
    say(table(title, runs, floors))


def table(title: str, runs: Mapping[str, Sequence[Figures]], floors: Sequence[str]) -> str:
    """Medians, and of processor and form the median ratio to each floor of the same repetition."""
    ratios = "".join(f"   x {floor:>3}  " for floor in floors)
    lines = [title, f"  {'':28}{'CPU':>7}{'form':>7}{'answer':>8}{'a second':>10}{'late':>6}{'lost':>6}{ratios}"]
    for name, figures in runs.items():
        cpu, form, answer, a_second = (
            median(getattr(one, what) for one in figures) for what in ("cpu", "form", "answer", "a_second")
        )
        late, lost = sum(one.late for one in figures), sum(one.unanswered for one in figures)
        line = f"  {name:28}{cpu:7.2f}{form:7.0f}{answer:8.0f}{a_second:10.0f}{late:6}{lost:6}"
        for floor in floors:
            beside = list(zip(figures, runs[floor], strict=True))
            cpu, form = median(a.cpu / b.cpu for a, b in beside), median(a.form / b.form for a, b in beside)
            line += f"{cpu:{len(floor)}.2f} /{form:5.2f}"
        lines.append(line)
    return "\n".join(lines)


@asynccontextmanager
async def one(slack: Slack, label: str, name: str, database: str = "", token: str = "") -> AsyncIterator[Running]:
    """Start a bot of `tests.bench.bots`; with a token it joins by a socket."""
    order = (sys.executable, "-m", "tests.bench.one", name, slack.api, database, token)
    process = await asyncio.create_subprocess_exec(*order, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        line = await first_line(process)
        yield Running(label, process, await (slack.by_socket(token) if token else slack.by_http(int(line))))
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def whole(slack: Slack, label: str, database: str, folder: Path) -> AsyncIterator[Running]:
    """`python -m bot run`, as whoever installs it has it but for the limit of commands."""
    var = Path(tempfile.mkdtemp(dir=folder))
    bot, token = "xoxb-bench", f"xapp-{var.name}"
    given = {"SLACK_BOT_TOKEN": bot, "SLACK_APP_TOKEN": token, "SLACK_API_URL": slack.api, "DATABASE_URL": database}
    given["HALFTERM_COMMANDS_A_MINUTE"] = "1000000"  # one person types them all
    async with started("run", var, **given) as process:
        door = await slack.by_socket(token)
        await first_line(process)
        yield Running(label, process, door)


async def start(slack: Slack, database: str, folder: Path) -> None:
    """How long the whole bot takes to be there, and what it holds when it has worked."""
    times, memory = [], []
    for repetition in range(1, REPETITIONS + 1):
        began = time.perf_counter()
        async with whole(slack, "", database, folder) as bot:
            times.append(time.perf_counter() - began)
            await slack.at_once(bot.door, 200, 10)
            memory.append(bot.memory())
        say(f"Start, {repetition} of {REPETITIONS}: {times[-1]:.2f} s, {memory[-1]:.0f} MB")
    say(f"From start to ready: {median(times):.2f} s; after 200 commands it holds {median(memory):.0f} MB")


async def prepare(url: str) -> str:
    """Open a school in this database, and return its URL."""
    desk = Desk(Database(url), Clock(LONDON), Words(TEMPLATES, LONDON))
    await desk.change(open_school)
    await desk.close()
    return url


@contextmanager
def school_databases(folder: Path) -> Iterator[Databases]:
    """SQLite, and a PostgreSQL for as long as this lasts."""
    (folder / "owner").write_text(str(os.getpid()))
    databases = Databases(folder, migrate)
    try:
        yield databases
    finally:
        databases.close()
        postgres.stop(folder)


def say(line: str) -> None:
    """To whoever asked."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(folder: Path) -> None:
    """Every load, every bot in turn."""
    say(HOW_LONG)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(opened(free_port()))
        databases = stack.enter_context(school_databases(folder))
        lite = [await prepare(stack.enter_context(databases.copy("sqlite", folder))) for _ in range(4)]
        post = await prepare(stack.enter_context(databases.copy("postgresql", folder)))
        await start(slack, lite[0], folder)

        enter = stack.enter_async_context
        shipped = await enter(one(slack, "empty, as shipped", "as shipped"))
        floor = await enter(one(slack, "empty, one session", "floor"))
        reads = await enter(one(slack, "empty, one session, a read", "floor, one read", lite[1]))
        ours = await enter(one(slack, "Halfterm, SQLite", "Halfterm", lite[2]))
        on_post = await enter(one(slack, "Halfterm, PostgreSQL", "Halfterm", post))
        old = await enter(one(slack, "synchronous App as shipped", SYNCHRONOUS))
        socket = await enter(one(slack, "empty, by socket", "as shipped", "", "xapp-empty"))
        real = await enter(whole(slack, "python -m bot, by socket", lite[3], folder))

        async def fifty(slack: Slack, door: Door) -> Sequence[Taken]:
            return await slack.at_once(door, 500, 50)

        async def slowly(slack: Slack, door: Door) -> Sequence[Taken]:
            return await slack.at_once(door, 200, 200)

        async def steadily(slack: Slack, door: Door) -> Sequence[Taken]:
            return await slack.steadily(door, 200, 200)

        by_http, by_socket = [shipped, floor, reads, ours, on_post], [socket, real]
        await compare(slack, "50 at once", fifty, by_http, [shipped.name, floor.name])
        await compare(slack, "50 at once, by socket", fifty, by_socket, [socket.name])
        await compare(slack, "200 a second", steadily, [floor, ours, on_post, real], [floor.name])
        slack.seconds = 0.25
        await compare(
            slack,
            "200 at once, Slack answers in 250 ms",
            slowly,
            [old, floor, ours, real],
            [old.name],
            REPETITIONS_OF_WAITING,
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(main(Path(place)))
