"""Version tables: simple-history's models without its receivers; kontor.audit writes them set-wise."""

from importlib import import_module
from typing import Any

from django.db import models
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords

from kontor.core.ids import new_id
from kontor.core.labels import L

NEVER_KEPT = frozenset({"password"})


class HistoryRow(models.Model):
    """What every version says besides the record's own columns."""

    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=120, blank=True)
    change_id = models.UUIDField(null=True)
    root_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


class History(HistoricalRecords):  # type: ignore[misc]
    """One history model per concrete record or line, without derived columns and without signal receivers.

    Receivers cost four to five times as much per create and miss bulk updates: the unit of work writes versions.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("history_id_field", models.UUIDField(default=new_id))
        super().__init__(bases=[HistoryRow], inherit=True, **kwargs)

    def finalize(self, sender: Any, **kwargs: Any) -> None:
        """Makes the history model of a concrete class; connects nothing."""
        if not issubclass(sender, self.cls) or hasattr(sender._meta, "simple_history_manager_attribute"):
            return
        history_model = self.create_history_model(sender, inherited=True)
        setattr(import_module(history_model.__module__), history_model.__name__, history_model)
        setattr(
            sender,
            self.manager_name,
            HistoryDescriptor(history_model, manager=self.history_manager, queryset=self.historical_queryset),
        )
        sender._meta.simple_history_manager_attribute = self.manager_name

    def fields_included(self, model: Any) -> list[Any]:
        """All columns but derived ones and secrets."""
        declared = getattr(model, "declare", None)
        left_out = NEVER_KEPT | frozenset(declared.derived if declared else ())
        return [field for field in model._meta.fields if field.name not in left_out]

    def copy_fields(self, model: Any) -> dict[str, Any]:
        """The columns without their own indexes: versions are found by their root record only."""
        fields: dict[str, Any] = super().copy_fields(model)
        for field in fields.values():
            field.db_index = False
        return fields

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {}

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        """With the one index a timeline needs."""
        options: dict[str, Any] = super().get_meta_options(model)
        options["indexes"] = [models.Index(fields=["root_id", "history_id"])]
        options["verbose_name"] = options["verbose_name_plural"] = L(f"history of {model._meta.model_name}")
        options["apps"] = model._meta.apps
        if hasattr(model, "history_table"):
            options["db_table"] = model.history_table
        return options


class _OneField(History):
    """Copies a single field as a history model holds it."""

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field

    def fields_included(self, model: Any) -> list[Any]:
        """That field."""
        return [self.field]


def version_field(field: Any) -> Any:
    """The field of a history model that keeps versions of `field`: no constraint, no index, always nullable."""
    copy = _OneField(field).copy_fields(None)[field.name]
    copy.db_column = field.db_column
    return copy


def tracked_fields(model: Any) -> list[Any]:
    """The fields of a record's class that its versions keep now."""
    return History().fields_included(model)
