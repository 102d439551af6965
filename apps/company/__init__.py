"""Setting up a company: an empty one, or the demo company on real data."""
