"""Kinds of changes, one file per family."""
