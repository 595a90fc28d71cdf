"""`python -m bot import` as whoever runs it sees it: what would be saved, what is wrong, and one line for the rest."""

import csv
import stat
from pathlib import Path

import pytest

from bot.config import Settings
from bot.import_files import Asked, CannotImport, import_files
from bot.runtime.database import Database
from bot.runtime.desk import Desk, MaybeSaved
from models.actor import SYSTEM
from models.change import Read
from models.tables.pupil import Pupil
from models.tables.staff import Staff
from tests.process import outcome
from tests.school import LONDON, MONDAY

PUPILS = "Surname,Forename,DOB,Enrolment Status,Entry date,Keyworker,Shoe size\n"
KAI = "Ashworth,Kai,14/05/2014,C,07/09/2026,Ann Lister,38\n"
STAFF = "Name,Role,Slack member ID,Subjects\nHelen Marsh,Headteacher,UHELEN,\nAnn Lister,Teacher,UANN,Maths\n"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def held(var: Path, kind: type[Pupil] | type[Staff]) -> int:
    database = Database(f"sqlite:///{var}/halfterm.db")
    try:
        with database.reading() as session:
            return Read(session, SYSTEM, MONDAY, LONDON).session.query(kind).count()
    finally:
        database.close()


async def run(var: Path, *files: Path, options: str = "") -> tuple[int | None, str, str]:
    names = " ".join(map(str, files))
    return await outcome(f"import {names} {options}", var, DATABASE_URL=f"sqlite:///{var}/halfterm.db")


def written(var: Path, name: str, text: str) -> Path:
    file = var.parent / name
    file.write_text(text)
    return file


async def test_staff_and_pupils_come_in_together_and_a_second_time_nothing_changes(var: Path) -> None:
    files = written(var, "pupils.csv", PUPILS + KAI), written(var, "staff.csv", STAFF)
    code, out, err = await run(var, *files)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "1 new pupil",
        "2 new members of staff",
        "Saved.",
        "Columns that were not read: Shoe size",
    ]
    assert (held(var, Pupil), held(var, Staff)) == (1, 2)
    code, out, _ = await run(var, *files)
    assert (code, out.splitlines()[:2]) == (0, ["3 the same as here", "Nothing was changed."])


async def test_a_dry_run_saves_nothing(var: Path) -> None:
    files = written(var, "staff.csv", STAFF), written(var, "pupils.csv", PUPILS + KAI)
    code, out, _ = await run(var, *files, options="--dry-run")
    assert (code, out.splitlines()[2]) == (0, "Nothing was saved: this was a dry run.")
    assert held(var, Staff) == 0


async def test_term_dates_that_look_wrong_are_saved_only_once_somebody_is_sure(var: Path) -> None:
    dates = written(var, "dates.csv", "2 Sep 2026 - 18 Sep 2026\n")
    code, out, _ = await run(var, dates)
    assert (code, out.splitlines()[-1].startswith("Nothing was saved: check the term dates.")) == (1, True)
    assert "2026-27 Autumn 1: Wed 2 Sep 2026 to Fri 18 Sep 2026, 13 pupil days" in out
    assert "Check row 1: " in out
    code, out, _ = await run(var, dates, options="--sure")
    assert (code, out.splitlines()[-1]) == (0, "Saved.")
    assert (await run(var, dates))[1].splitlines()[-1] == "Nothing was changed."


async def test_bad_rows_are_named_in_a_file_beside_and_nothing_is_saved(var: Path) -> None:
    bad = "Bell,Mia,30/02/2014,C,07/09/2026,Nobody Known,36\n"
    files = written(var, "pupils.csv", PUPILS + KAI + bad), written(var, "staff.csv", STAFF)
    code, out, err = await run(var, *files)
    assert (code, err) == (1, "")
    assert out.splitlines()[:2] == [
        "1 of 4 rows cannot be imported. Nothing was saved.",
        "row 3, DOB: There is no such day. Write day/month/year.",
    ]
    beside = var.parent / "pupils.findings.csv"
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    rows = list(csv.reader(beside.read_text("utf-8-sig").splitlines()))
    assert rows[1] == ["pupils.csv", "3", "DOB", "Cannot be imported", "There is no such day. Write day/month/year."]
    assert not any(value in out + beside.read_text() for value in ("Bell", "Mia", "30/02"))
    assert held(var, Staff) == 0


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("colours.csv", "Colour,Weight\nred,2\n", "no row of headings was found"),
        ("empty.csv", "", "empty.csv: it is empty."),
    ],
)
async def test_a_file_of_something_else_is_one_clear_line(var: Path, name: str, text: str, says: str) -> None:
    code, out, err = await run(var, written(var, name, text))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert says in err


async def test_a_file_that_is_not_there_is_one_clear_line(var: Path) -> None:
    code, _, err = await run(var, var.parent / "nothing.csv")
    assert (code, err) == (1, f"{var.parent}/nothing.csv: No such file or directory.\n")


def test_a_database_that_was_lost_while_it_saved_is_one_clear_line(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lose(*_given: object, **_more: object) -> None:
        raise MaybeSaved

    monkeypatch.setattr(Desk, "change", lose)
    var.mkdir(mode=0o700)
    settings = Settings(halfterm_var=var)
    with pytest.raises(CannotImport, match="Import again"):
        import_files(settings, Asked([written(var, "staff.csv", STAFF)]), print)


async def test_pupils_wait_for_a_head(var: Path) -> None:
    code, out, err = await run(var, written(var, "pupils.csv", PUPILS + KAI.replace("Ann Lister", "")))
    assert (code, out) == (1, "")
    assert err.startswith("There is no Head yet")
