"""REST, derived from descriptors."""
