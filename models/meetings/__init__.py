"""The planning meeting and what is agreed there, and the week between two allocations meetings."""
