"""Stored files and pictures."""
