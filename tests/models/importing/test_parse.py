"""Files of school systems: their headings, the row in which they stand, and what is wrong in which row."""

from collections.abc import Mapping
from datetime import date

import pytest

from models.importing.headings import UnknownSheet
from models.importing.parse import Parsed, Reading, parse
from models.importing.pupils import PupilRow
from models.importing.sheet import Sheet
from models.importing.staff import Directory
from models.permission import Role

TODAY = date(2026, 11, 30)
SIMS = ["UPN", "Legal Surname", "Legal Forename", "Preferred Forename", "DOB", "Year Taught In", "Enrolment Status",
        "Date of Admission", "SEN Status", "In Care"]  # fmt: skip
ARBOR = ["Legal last name", "Legal first name", "Date of birth", "Unique Pupil Number", "Year group", "Enrolment mode",
         "Enrolment date", "Primary guardian 1 name", "Primary guardian 1 mobile",
         "Guardian 1 relationship"]  # fmt: skip
BROMCOM = ["Student Name", "Date of Birth", "UPN", "NC Year", "Admission Date", "Enrolment Status", "Pri1 Contact Name",
           "Pri1 Contact Home Phone", "Pri2 Contact Name"]  # fmt: skip


def read(*rows: list[str], own: Mapping[str, str] | None = None, directory: Directory | None = None) -> Parsed:
    return parse([Sheet("a.csv", rows)], Reading(TODAY, own or {}, directory or Directory()))


def one(parsed: Parsed) -> PupilRow:
    assert parsed.findings == []
    (pupil,) = parsed.pupils
    return pupil


def test_a_file_of_sims_is_read_below_its_title() -> None:
    row = ["B801200005001", "Ashworth", "Kai James", "Kai", "14-May-12", "10", "C", "07/09/2026", "K", "T"]
    pupil = one(read(["Pupils"], [], SIMS, row))
    assert (pupil.number, pupil.forenames, pupil.surname, pupil.preferred_name) == (4, "Kai James", "Ashworth", None)
    assert (pupil.upn, pupil.born_on, pupil.year, pupil.looked_after) == ("B801200005001", date(2012, 5, 14), 10, True)


def test_a_file_of_arbor_brings_its_guardians() -> None:
    row = ["Bell", "Mia", "14/05/2012", "", "Year 9", "Main dual registration", "07/09/2026", "Jo Bell", "07700 900123"]
    pupil = one(read(ARBOR, [*row, "Mother"]))
    assert [(one.name, one.phone, one.relation) for one in pupil.contacts] == [("Jo Bell", "07700 900123", "Mother")]


def test_a_file_of_bromcom_has_the_surname_first() -> None:
    row = ["O'Brien, Zoë", "14/05/2012", "", "9", "07/09/2026", "S", "O'Brien, Jo", "01632 960001", "Sara Reed"]
    pupil = one(read(BROMCOM, row))
    assert (pupil.forenames, pupil.surname) == ("Zoë", "O'Brien")
    assert [one.name for one in pupil.contacts] == ["Jo O'Brien", "Sara Reed"]


def test_every_number_of_a_contact_is_kept() -> None:
    headings = [
        "Name",
        "DOB",
        "Registration",
        "Entry date",
        "Contact 1 Name",
        "Contact 1 Mobile",
        "Contact 1 Home Phone",
    ]
    pupil = one(read(headings, ["Mia Bell", "14/05/12", "C", "07/09/26", "Jo Bell", "07700 900123", "01632 960001"]))
    assert [(one.phone, one.prefers) for one in pupil.contacts] == [("07700 900123", "Also 01632 960001")]


def test_a_service_adds_a_heading_of_its_own() -> None:
    headings = ["Name", "DOB", "Registration", "Kommt am", "Foo"]
    row = ["Mia Bell", "14/05/12", "C", "07/09/26", "x"]
    parsed = read(headings, row, own={"kommt am": "first_day"})
    assert one(parsed).first_day == date(2026, 9, 7)
    assert parsed.unread == ("Foo",)


def test_each_bad_cell_is_named_by_row_and_heading_and_never_quoted() -> None:
    rows = [
        ["X801200005001", "Ashworth", "Kai", "", "14/05/1912", "10", "Q", "soon", "Z", "perhaps"],
        ["", "", "", "", "14/05/2012", "10", "C", "07/09/2026", "K", ""],
        ["", "Bell", "Mia", "", "", "10", "C", "07/09/2026", "K", ""],
    ]
    found = read(SIMS, *rows).findings
    assert {(finding.row, finding.field) for finding in found} == {(2, "DOB"), (3, "Legal Surname"), (4, "DOB")}
    rows[0][4] = "14/05/2012"
    found = read(SIMS, rows[0]).findings
    assert {finding.field for finding in found} == {
        "UPN",
        "Enrolment Status",
        "Date of Admission",
        "SEN Status",
        "In Care",
    }
    assert not any(value in finding.why for finding in found for value in ("X801200005001", "soon", "perhaps"))


def test_who_has_left_is_no_pupil_to_import() -> None:
    found = read([*SIMS, "Leaving date"], ["", "Bell", "Mia", "", "14/05/12", "", "C", "07/09/25", "", "", "01/07/26"])
    assert [finding.field for finding in found.findings] == ["Leaving date"]


def test_days_that_cannot_follow_each_other_are_wrong() -> None:
    row = ["", "Bell", "Mia", "", "14/05/12", "", "C", "07/09/26", "", ""]
    found = read([*SIMS, "Referral date"], [*row, "08/09/26"])
    assert [finding.field for finding in found.findings] == ["Referral date"]
    row[7] = "07/09/27"
    found = read([*SIMS, "Leaving date"], [*row, "01/12/26"])
    assert [finding.field for finding in found.findings] == ["Leaving date"]


def test_two_lines_that_differ_about_one_pupil_are_wrong() -> None:
    first = ["", "Bell", "Mia", "", "14/05/12", "", "C", "07/09/25", "K", ""]
    second = ["", "Bell", "Mia", "", "14/05/12", "", "C", "07/09/25", "E", ""]
    assert [(one.row, one.why) for one in read(SIMS, first, second).findings] == [
        (3, "Row 2 says something else of the same pupil.")
    ]


def test_twins_are_two() -> None:
    rows = [["", "Bell", name, "", "14/05/12", "", "C", "07/09/25", "K", ""] for name in ("Mia", "Max")]
    assert len(read(SIMS, *rows).pupils) == 2


def test_staff_are_found_in_slack_by_their_email() -> None:
    headings = ["Surname", "Forename", "Role", "Email", "Subjects", "SENCo"]
    rows = [
        ["Lister", "Ann", "Teacher", "Ann@School.example", "Maths; Art", ""],
        ["Guest", "Gus", "TA", "gus@x.org", "", "n"],
    ]
    parsed = read(headings, *rows, directory=Directory({"ann@school.example": "UANN"}, frozenset({"UANN"})))
    (ann,) = parsed.staff
    assert (ann.slack_id, ann.name, ann.role, ann.subjects) == ("UANN", "Ann Lister", Role.TEACHER, ("Maths", "Art"))
    assert [(one.row, one.field) for one in parsed.findings] == [(3, "Email")]


def test_a_sheet_without_known_headings_is_refused_whole() -> None:
    with pytest.raises(UnknownSheet):
        read(["Colour", "Weight"], ["red", "2"])


def test_a_line_that_sums_up_the_others_is_no_pupil_and_a_pupil_called_total_is_one() -> None:
    headings = ["Name", "DOB", "Enrolment", "Entry date"]
    kai = ["Ashworth, Kai", "14/05/2012", "C", "07/09/2026"]
    total = ["Total, Mia", "14/05/2012", "C", "07/09/2026"]
    sums = ["Total pupils: 2"], ["Grand total", "2"], ["Count", "", "", "2"], ["", "Number of students", "2"]
    parsed = read(headings, kai, total, [], *map(list, sums), ["2 records"], ["Page 1 of 1"])
    assert ([one.surname for one in parsed.pupils], parsed.findings) == (["Ashworth", "Total"], [])


def test_a_row_in_which_only_a_name_stands_is_still_wrong() -> None:
    parsed = read(
        ["Surname", "Forename", "DOB", "Enrolment", "Entry date"], ["Count", "Mia", "", "C", ""], ["Total-Reed"]
    )
    assert {one.row for one in parsed.findings} == {2, 3}


@pytest.mark.parametrize(
    "headings",
    [
        ["Legal Surname", "Legal Forename(s)", "D.O.B.", "Roll Status", "On Roll Date", "Yr", "Contact Tel No"],
        [
            "Last Name",
            "First Name(s)",
            "Birth Date",
            "Enrolment Type",
            "Date of Joining",
            "Yr Group",
            "Contact Mobile No",
        ],
    ],
)
def test_other_systems_call_the_columns_otherwise(headings: list[str]) -> None:
    row = ["Ashworth", "Kai James", "14/05/2012", "C", "07/09/2026", "9", "07700 900123"]
    parsed = read([*headings, "Contact Name"], [*row, "Jo Ashworth"])
    pupil = one(parsed)
    assert parsed.unread == ()
    assert (pupil.forenames, pupil.year, pupil.first_day) == ("Kai James", 9, date(2026, 9, 7))
    assert [each.phone for each in pupil.contacts] == ["07700 900123"]


def test_the_number_of_a_contact_whose_name_no_column_holds_is_not_read_and_stops_nothing() -> None:
    headings = ["Name", "DOB", "Enrolment", "Entry date", "Contact Number"]
    parsed = read(headings, ["Ashworth, Kai", "14/05/2012", "C", "07/09/2026", "07700 900123"])
    assert (one(parsed).contacts, parsed.unread) == ((), ("Contact Number",))


def test_a_warning_about_a_contact_without_a_name_still_stops_the_import() -> None:
    headings = ["Name", "DOB", "Enrolment", "Entry date", "Contact 1 Do Not Contact"]
    parsed = read(headings, ["Ashworth, Kai", "14/05/2012", "C", "07/09/2026", "Y"])
    assert [(one.row, one.field) for one in parsed.findings] == [(2, "Contact name 1")]
