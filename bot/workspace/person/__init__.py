"""A person at Slack's client: what they do and what they see."""
