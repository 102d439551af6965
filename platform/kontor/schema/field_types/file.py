"""File."""

from typing import Any, ClassVar

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.field_types.relation import RelationType
from kontor.schema.specs import MadeField


class FileType(RelationType):
    """A stored file."""

    key = "file"
    label = L("File", "文件")
    is_file = True
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")

    def column(self, made: MadeField) -> Any:
        """A link to a stored file."""
        return own.FileRelation(db_index=False)
