"""Reads and operations by topic: what can be asked of a desk and done to it."""
