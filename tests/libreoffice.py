"""`make libreoffice`: it reads our files without a difference, and prints documents on as few pages as may be."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import which

from bot.files.csv_file import csv_file
from bot.files.docx_file import docx_file
from bot.files.sheets import read_sheets
from bot.files.xlsx_file import xlsx_file
from handlers.documents.make import TEMPLATES
from models.importing.parse import Parsed, Reading, parse
from models.progress import attendance_file, ksm
from models.tables.document import DocumentKind
from tests.paper import emptiest, longest

TODAY = date(2026, 11, 30)
PLAIN = ("3", "10", "1c", "-2", "E2")
# A spreadsheet that opens CSV makes a date or a number of these, and the import refuses the date by its row: therefore
# there is a workbook.
LIKE_DATES = ("4-4", "8-4", "1/2", "5+", "007")
ATTENDANCE = [
    attendance_file.HEADING,
    ("B801200005001", "O'Brien", "Zoë", "14/05/2012", "07/09/2026", "10", "9"),
    ("", "Bell", "Mia", "01/02/2012", "14/09/2026", "0", "0"),
]
# LibreOffice's numbers of a comma, a double quote and UTF-8, and of cells as they are shown.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
IN_BRITAIN = "--infilter=CSV:44,34,76,1,,2057"  # days before months
# A learning profile is one page for a supply teacher, whatever it says.
MOST_PAGES = {
    DocumentKind.PROFILE: 1,
    DocumentKind.INVITATION: 1,
    DocumentKind.REVIEW_INVITATION: 1,
    DocumentKind.CARD: 2,
    DocumentKind.LETTER: 2,
    DocumentKind.REPORT: 2,
    DocumentKind.PACK: 3,
    DocumentKind.PLAN: 5,
}
BRITISH = {**os.environ, "LC_ALL": "en_GB.UTF-8"}


def results(grades: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the rows of a file for KSM with these grades."""
    who = ("B801200005001", "O'Brien", "Zoë", "14/05/2012", "", "10", "Maths", "GCSE", "2026-27 Aut 1")
    return [ksm.HEADING, *((*who, grade, "07/09/2026", "Baseline", "", "", "Ann Lister") for grade in grades)]


def read(name: str, content: bytes) -> Parsed:
    """Return what the import reads, whatever the file is called."""
    parsed = parse(read_sheets(name, content), Reading(TODAY))
    return replace(
        parsed,
        results=[replace(line, sheet="") for line in parsed.results],
        attendance=[replace(line, sheet="") for line in parsed.attendance],
    )


def saved_again(file: Path, folder: Path) -> Iterator[Path]:
    """Have LibreOffice open a file and save it, in each kind that people save."""
    for kind in ("xlsx", "ods", "xls", AS_CSV):
        into = folder / kind.partition(":")[0]
        order = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind]
        how = (IN_BRITAIN,) if file.suffix == ".csv" else ()
        order = [*order, *how, "--outdir", str(into), str(file)]
        subprocess.run(order, check=True, capture_output=True, timeout=120, env=BRITISH)  # noqa: S603 - our own files
        yield from into.glob(f"{file.stem}.*")


def differences(folder: Path) -> Iterator[str]:
    """Yield each file that is read otherwise once LibreOffice has saved it."""
    files = {
        "results.csv": csv_file(results(PLAIN)),
        "results.xlsx": xlsx_file({"Results": results(PLAIN + LIKE_DATES)}),
        "attendance.csv": csv_file(ATTENDANCE),
        "attendance.xlsx": xlsx_file({"Attendance": ATTENDANCE}),
    }
    for name, content in files.items():
        file = folder / name.replace(".", "-", 1) / name
        file.parent.mkdir()
        file.write_bytes(content)
        ours = read(name, content)
        for again in saved_again(file, file.parent):
            theirs = read(again.name, again.read_bytes())
            is_same = (theirs.results, theirs.attendance) == (ours.results, ours.attendance)
            sys.stdout.write(f"{name} saved as {again.suffix}: {'the same' if is_same else 'DIFFERENT'}\n")
            if not is_same:
                yield f"{name} saved as {again.suffix}"


def pages(folder: Path) -> Iterator[str]:
    """Yield each document that has more pages than it may, at its emptiest or at its longest."""
    for kind in DocumentKind:
        for name, facts in (("emptiest", emptiest(kind)), ("longest", longest(kind))):
            (folder / f"{kind}-{name}.docx").write_bytes(docx_file(TEMPLATES / f"{kind}.docx", facts))
    order = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    order = [*order, "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))]
    subprocess.run(order, check=True, capture_output=True, timeout=240, env=BRITISH)  # noqa: S603 - our own files
    for kind, most in MOST_PAGES.items():
        for name, may in (("emptiest", 1), ("longest", most)):
            printed = (folder / f"{kind}-{name}.pdf").read_bytes()
            count = len(re.findall(rb"/Type\s*/Page\b", printed))
            sys.stdout.write(f"{kind} at its {name}: {count} of at most {may} pages\n")
            if not 1 <= count <= may:
                yield f"{kind} at its {name}"


if __name__ == "__main__":
    if which("soffice") is None:
        sys.exit("This needs LibreOffice: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as printed:
        sys.exit(1 if [*differences(Path(place)), *pages(Path(printed))] else 0)
