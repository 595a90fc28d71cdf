"""The database at a glance: one file a table, with its enums and its look-ups. No rules."""
