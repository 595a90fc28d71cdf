"""Slack as such, knowing nothing of us: blocks, words, API errors, users, channels, the socket, uploads."""
