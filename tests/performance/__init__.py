"""Benchmarks: ratios of CPU per operation, measured in one run against a baseline of the same work."""
