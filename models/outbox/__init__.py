"""Messages on their way to Slack: queued, claimed, settled, lost or undelivered."""
