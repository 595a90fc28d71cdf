"""The test client, in visible words."""
