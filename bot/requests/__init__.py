"""The way of a request from Slack to its answer."""
