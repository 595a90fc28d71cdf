"""The pupil's record: found, corrected, and whose pupils are mine."""
