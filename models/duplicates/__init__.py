"""Duplicate records of one child: compared, merged, and separated again."""
