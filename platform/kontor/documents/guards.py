"""A frozen copy stays as it was issued, whoever asks."""

from kontor.core import guard

guard.append_only("documents_copy", message="An issued copy of a document is never changed.")
