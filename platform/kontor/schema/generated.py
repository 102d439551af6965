"""Receives the classes that are made at run time: simple-history wants them importable."""
