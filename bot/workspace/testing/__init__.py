"""The test client, which speaks in visible words."""
