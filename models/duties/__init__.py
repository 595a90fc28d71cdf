"""Duties: what each kind of duty is, when it is due, and how it passes from one owner to another."""
