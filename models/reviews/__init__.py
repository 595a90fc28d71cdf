"""Reviews: when they are due, who owes them, how they are saved, and telling the pupil."""
