"""What the workspace remembers, and how the app is joined to it."""
