"""Pictures."""

from typing import Any

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.field_types.file import FileType
from kontor.schema.specs import MadeField


class ImageType(FileType):
    """A stored picture."""

    key = "image"
    label = L("Picture", "图片")
    is_picture = True

    def column(self, made: MadeField) -> Any:
        """A link to a stored picture."""
        return own.ImageRelation(db_index=False)
