"""HTML written in Python where a template tag per cell would cost too much."""
