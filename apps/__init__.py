"""Business modules: definitions and rules, no HTTP."""
