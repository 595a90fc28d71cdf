"""The database at a glance: one file for each table, with its enums and look-ups but no rules."""
