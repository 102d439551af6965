"""Who is who in the demo company."""

PASSWORD = "kontor-demo"
REP = ("nancy.davolio@northwind.example", PASSWORD)
MANAGER = ("andrew.fuller@northwind.example", PASSWORD)
WAREHOUSE = ("warehouse@northwind.example", PASSWORD)
FINANCE = ("finance@northwind.example", PASSWORD)
ADMINISTRATOR = ("administrator@northwind.example", PASSWORD)
