"""`make bench`: the bots beside one another, interleaved, medians of five; prints a table of ratios."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from tests.bench.bots import BOTS

REPETITIONS = 5
LOADS = {"50 at once": (1500, 50, 0.0), "200 at once, Slack answers in 250 ms": (1000, 200, 0.25)}


@contextmanager
def slack(seconds: float) -> Iterator[str]:
    """The stub in a process of its own; the address of its API."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.slack", str(port), str(seconds)])  # noqa: S603 - our own
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/api/"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the stub of Slack does not answer")


def measure(name: str, api: str, commands: int, at_once: int) -> dict[str, float]:
    """One repetition of one bot."""
    order = [sys.executable, "-m", "tests.bench.one", name, api, str(commands), str(at_once)]
    done = subprocess.run(order, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def table(title: str, runs: dict[str, list[dict[str, float]]]) -> str:
    """Medians, and each as a ratio to the tuned floor of the same run."""
    lines = [title, f"  {'':20}{'CPU ms':>8}{'x floor':>9}{'p95 ms':>8}{'x floor':>9}{'per s':>8}{'late':>6}"]
    for name, figures in runs.items():
        ratio = {
            key: median(own[key] / floor[key] for own, floor in zip(figures, runs["empty, tuned"], strict=True))
            for key in ("cpu_ms", "p95_ms")
        }
        middle = {key: median(run[key] for run in figures) for key in figures[0]}
        lines.append(
            f"  {name:20}{middle['cpu_ms']:8.2f}{ratio['cpu_ms']:9.2f}{middle['p95_ms']:8.0f}{ratio['p95_ms']:9.2f}"
            f"{middle['per_second']:8.0f}{sum(run['late'] for run in figures):6.0f}"
        )
    return "\n".join(lines)


def main() -> None:
    """Every load, every bot in turn."""
    for title, (commands, at_once, seconds) in LOADS.items():
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in BOTS}
        with slack(seconds) as api:
            for _ in range(REPETITIONS):
                for name in BOTS:
                    runs[name].append(measure(name, api, commands, at_once))
        print(table(title, runs))  # noqa: T201 - this is how it reports


if __name__ == "__main__":
    main()
