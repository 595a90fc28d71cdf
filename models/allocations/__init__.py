"""The weekly allocations meeting: the team around a pupil, the agenda, the digest, the recap."""
