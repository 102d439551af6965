"""Lists: their state in the address, their table, their filters in words and as a form."""
