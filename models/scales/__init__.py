"""Grades and scores: scales and their values, the standard scales, reading what is typed, and the catalogue."""
