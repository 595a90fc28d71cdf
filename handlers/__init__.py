"""What staff can do."""
