"""The schema's state: one random token that changes whenever the shape of any object changes."""

from django.db import models

from kontor.core.ids import new_id


class SchemaState(models.Model):
    """One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=new_id)
