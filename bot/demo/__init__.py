"""The invented school of the local workspace."""
