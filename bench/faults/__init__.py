"""Harm done to desks on purpose, with counts of what it did (reliability.md section 8)."""
