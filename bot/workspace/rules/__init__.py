"""What Slack refuses in messages and views."""
