"""Files brought in: read in a child process, mapped to fields, rehearsed, run in batches, taken back."""
