"""Our thin SQLite backend."""
