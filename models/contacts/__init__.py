"""The people around a pupil: edited, and read from a line of text."""
