"""Grades and scores: what a scale is, the standard ones, how typing is read, the catalogue with the service's own."""
