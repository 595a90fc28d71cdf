"""The planning meeting and the actions agreed there, and the week between two allocations meetings."""
