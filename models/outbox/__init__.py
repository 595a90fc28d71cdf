"""Messages on their way to Slack: claimed, settled, lost, undelivered."""
