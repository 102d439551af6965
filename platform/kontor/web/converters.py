"""Parts of addresses: keys of objects and ids of records."""

from django.urls import register_converter
from django.urls.converters import UUIDConverter


class ObjectKey:
    """The key of an object in an address."""

    regex = "[a-z][a-z0-9_]{0,59}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(ObjectKey, "key")
register_converter(UUIDConverter, "id")
