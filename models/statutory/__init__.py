"""Dates that the law sets for one pupil: what each is counted from, when it is due, and which fact ends it."""
