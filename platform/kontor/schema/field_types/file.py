"""File."""

from typing import ClassVar

from kontor.core.labels import L
from kontor.schema.field_types.relation import RelationType


class FileType(RelationType):
    """A stored file."""

    key = "file"
    label = L("File", "文件")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")
