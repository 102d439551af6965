"""Forms: what was posted as values, fields as inputs, sections and line grids to write in."""
