"""Products, units, price lists, taxes, payment terms, currencies."""
