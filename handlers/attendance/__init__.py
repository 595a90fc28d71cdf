"""Weekly attendance, entered by hand for one pupil and one week."""

from handlers.attendance import week

CAPABILITIES = (week.CAPABILITY,)
