"""The tables of requests: what was typed and not saved yet, and the keys of what was."""
