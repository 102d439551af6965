"""The frame: layers, rules of the house, entry points, make."""
