"""The people around a pupil: added, changed, and read from lines of text."""
