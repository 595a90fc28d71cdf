"""The running process: the database and its desk, the clock, the scheduler, the logs, and one bot for each file."""
