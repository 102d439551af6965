"""What: objects and their fields, as descriptors."""
