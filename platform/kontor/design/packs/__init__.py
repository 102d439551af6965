"""Packs: modules made without code, carried from one house to another.

A pack is a list of elements by name ("object:project", "field:project.title", "layout:project:form:standard",
"grant:sales_rep:project"), each a flat set of properties. Coming in, every property is compared three ways: as it was
in the pack before, as it is in the pack now, as it is here; what was changed here stays unless somebody decides
otherwise.
"""
