"""The compiled read path: positions, filters, paging and rows."""
