"""The record of a half-term for an inspector: what was due, what became of it, and which targets were questioned."""
