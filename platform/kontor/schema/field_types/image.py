"""Pictures."""

from kontor.core.labels import L
from kontor.schema.field_types.file import FileType


class ImageType(FileType):
    """A stored picture."""

    key = "image"
    label = L("Picture", "图片")
