"""Reviews: when they are due, owed by whom, held, and told to the pupil."""
