"""One thing done to many records: chosen one by one or by what a list shows, each on its own, with a report."""
