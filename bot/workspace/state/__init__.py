"""What the workspace remembers, and how the app is connected."""
