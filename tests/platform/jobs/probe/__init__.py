"""A tiny app with jobs that misbehave on purpose, for tests that run real worker processes."""
