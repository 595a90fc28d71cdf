"""The school itself: its days, terms, years and settings."""
