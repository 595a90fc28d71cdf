"""The process: the database and its desk, the clock, the scheduler, logs, one instance a file."""
