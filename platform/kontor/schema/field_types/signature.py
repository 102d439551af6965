"""Signatures."""

from typing import Any

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.field_types.image import ImageType
from kontor.schema.specs import MadeField


class SignatureType(ImageType):
    """A signature drawn with finger, pen or mouse, kept as a picture."""

    key = "signature"
    label = L("Signature", "签名")

    def column(self, made: MadeField) -> Any:
        """A link to a stored picture."""
        return own.SignatureRelation(db_index=False)
