"""Setting the numbers of the law's clocks in which schools differ, and how long Slack may keep a document."""

from models.administration.settings import refuse_overtaken, write_logged
from models.change import Change
from models.permission import Permission
from models.statutory.days import LegalDays
from models.statutory.owed import follow_all_legal_dates

LEGAL_DAYS = ("legal_days", "document_days")


def set_legal_days(change: Change, days: LegalDays, document_days: int, version: int | None = None) -> None:
    """Save the numbers, and bring up to date what the law owes."""
    change.require(Permission.SETTING_CHANGE)
    refuse_overtaken(change, LEGAL_DAYS, version)
    write_logged(change, {"legal_days": days.as_settings(), "document_days": document_days})
    follow_all_legal_dates(change)
