"""Many callers at once: real server processes over HTTP, on a database of their own."""
