"""Screens ask for a view, show it, and turn messages into operations."""
