"""Slack's Web API, as the workspace answers it."""
