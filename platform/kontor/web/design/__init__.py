"""The pages on which objects and fields are designed."""
