"""Empty files to fill in: the headings of each kind of import, in the words that every school system understands."""

from collections.abc import Mapping
from types import MappingProxyType

from models.importing.sheet import Sheet

TEMPLATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Pupils": (
            "Legal surname", "Legal forenames", "Preferred name", "Date of birth", "UPN", "Year group", "Home school",
            "Registration", "Entry date", "In school on", "Referral date", "Reason for placement", "Exclusion date",
            "Reason", "Referred by", "SEN status", "Looked after", "Medical need", "Attendance", "Keyworker",
            "Contact 1 name", "Contact 1 relationship", "Contact 1 phone", "Contact 1 email",
            "Contact 1 parental responsibility", "Contact 1 do not contact", "Contact 1 address withheld",
            "Contact 2 name", "Contact 2 relationship", "Contact 2 phone", "Contact 2 email",
            "Contact 2 parental responsibility", "Contact 2 do not contact", "Contact 2 address withheld",
        ),
        "Results": (
            "UPN", "Legal surname", "Legal forenames", "Date of birth", "Subject", "Scale", "Result", "Result date",
            "Source",
        ),
        "Attendance": (
            "UPN", "Legal surname", "Legal forenames", "Date of birth", "Week beginning", "Sessions offered",
            "Sessions attended",
        ),
        "Term dates": ("Half-term", "Starts", "Ends"),
        "Staff": ("Name", "Role", "Email", "Slack member ID", "Subjects", "SENCo", "DSL"),
    }
)  # fmt: skip


def is_empty_template(sheet: Sheet) -> bool:
    """Return whether a sheet is one of the templates, into which nobody has written anything."""
    rows = [tuple(filter(None, map(str.strip, row))) for row in sheet.rows if any(map(str.strip, row))]
    return rows in ([headings] for headings in TEMPLATES.values())
