"""Slack as such: blocks, words, API errors, users, channels, the socket and uploads."""
