"""Who may import, and with which headings."""

from models.change import Change, Read
from models.permission import Permission


def may_import(read: Read) -> dict[str, str]:
    """Return the service's own headings. Raises Refused for those who may not import."""
    read.require(Permission.IMPORT)
    return read.school.import_headings


def begin_import(change: Change) -> None:
    """Log that files are checked, and perhaps saved. Raises Refused for those who may not import."""
    change.require(Permission.IMPORT)
    change.record("import:check", change.staff)
