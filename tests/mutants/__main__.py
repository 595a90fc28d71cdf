"""`make mutants`: have mutmut change the code in small ways, and list the changes that no test notices.

What is changed, and the tests that must notice, are in pyproject.toml; known survivors, with reasons, in survivors.txt.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.campaigns import cores, print_line, some_databases
from tests.databases import FOLDER
from tests.house import ROOT

MUTANTS = ROOT / "mutants"
LISTED = Path(__file__).with_name("survivors.txt")
SHARE = 0.95
PASSED, NOT_TESTED = 0, 33  # mutmut's codes for what no test noticed, and for what no test runs


def main() -> int:
    """Run every mutant, or those whose names are given, and return 0 if enough were killed and all others are known."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Change the code, and see who notices")
    parser.add_argument("names", nargs="*", help='mutants, as in "bot.runtime.desk.*"; all, if none')
    names = parser.parse_args().names
    began = time.monotonic()
    with some_databases() as databases:
        environment = os.environ | {FOLDER: str(databases.folder)}
        try:
            mutmut("run", "--max-children", str(cores()), *names, environment=environment)
        except subprocess.CalledProcessError:
            print_line("mutants: mutmut gave up, most often as a test fails without any mutant: see above")
            return 1
    codes = dict(tried())
    survivors = [name for name, code in codes.items() if code in (PASSED, NOT_TESTED)]
    known = set(listed(LISTED.read_text()))
    unknown = [line for line in map(changed_line, survivors) if line not in known]
    for line in unknown:
        print_line(line)
    killed = 1 - len(survivors) / max(len(codes), 1)
    minutes = (time.monotonic() - began) / 60
    print_line(
        f"mutants: {len(codes)}, killed {killed:.1%}, survivors {len(survivors)}, of these not in "
        f"{LISTED.name} {len(unknown)}, minutes {minutes:.1f}"
    )
    return 0 if codes and killed >= SHARE and not unknown else 1


def mutmut(*arguments: str, environment: dict[str, str] | None = None) -> str:
    """Run mutmut; of a run its progress is shown, of anything else the output returned."""
    output = None if arguments[0] == "run" else subprocess.PIPE
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=output, text=True, check=True).stdout or ""  # noqa: S603 - our own words


def tried() -> Iterator[tuple[str, int]]:
    """Yield the name of each mutant that has been tried, with the code in which its tests ended."""
    for found in MUTANTS.rglob("*.py.meta"):
        codes = json.loads(found.read_text())["exit_code_by_key"]
        yield from ((name, code) for name, code in codes.items() if code is not None)


def changed_line(name: str) -> str:
    """Return where a mutant is and what it says there, which stays the same while others come and go."""
    where = re.sub(r"__mutmut_\d+$", "", name).replace("ǁ", ".").replace(".x.", ".").replace(".x_", ".")
    lines = [line[1:].strip() for line in mutmut("show", name).splitlines() if re.match(r"\+(?!\+\+ )", line)]
    return f"{where}: {lines[-1] if lines else ''}"


def listed(text: str) -> Iterator[str]:
    """Yield the known survivors of a list, in which a line that begins with # is the reason for those that follow."""
    yield from (line for line in text.splitlines() if line and not line.startswith("#"))


if __name__ == "__main__":
    sys.exit(main())
