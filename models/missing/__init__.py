"""What is missing of a pupil, supplied by the one person who was asked."""
