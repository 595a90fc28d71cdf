"""Documents: what each of them says of a pupil, and to whom it was given."""
