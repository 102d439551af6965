"""Who is who in the demo company."""

PASSWORD = "kontor-demo-1"
REP = ("rep@example.com", PASSWORD)
MANAGER = ("manager@example.com", PASSWORD)
WAREHOUSE = ("warehouse@example.com", PASSWORD)
FINANCE = ("finance@example.com", PASSWORD)
ADMINISTRATOR = ("admin@example.com", PASSWORD)
