"""The rules by which Slack refuses messages and views."""
