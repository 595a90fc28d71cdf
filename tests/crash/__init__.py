"""The bot as a process that is killed, and the people who do not notice."""
