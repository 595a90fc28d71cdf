"""A planning meeting as a calendar file (RFC 5545), safe to send on: of the pupil it holds only the reference."""

from datetime import UTC, timedelta

from models.meetings.invitation import CalendarEntry

NAME = "planning-meeting.ics"
LASTS = timedelta(hours=1)
# Without an organiser Outlook shows a second meeting beside the first (RFC 5546, 3.2). `.invalid` reaches nobody.
ORGANISER = "mailto:halfterm@halfterm.invalid"


def calendar_file(entry: CalendarEntry) -> bytes:
    """Build the calendar file of a meeting. A later version replaces the one that a calendar holds."""
    from icalendar import Calendar, Event  # not sooner: it takes a tenth of a second, and few ask for it

    event = Event()
    event.add("uid", f"{entry.meeting_id}@halfterm")
    event.add("sequence", entry.version)
    event.add("organizer", ORGANISER)
    event.add("dtstamp", entry.written_at.astimezone(UTC))
    # In UTC: one meeting needs no rules of a time zone, and every calendar shows it in local time.
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", (entry.starts_at + LASTS).astimezone(UTC))
    event.add("summary", f"Planning meeting ({entry.reference})")
    event.add("location", entry.place)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Halfterm//Planning meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.is_off else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
