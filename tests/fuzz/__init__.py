"""Texts and payloads that nobody would write, through what reads, checks and shows them."""
