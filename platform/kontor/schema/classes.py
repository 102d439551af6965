"""Makes the classes of made objects, and puts made fields onto classes in place: a class is never replaced."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import models

from kontor.core.declare import Declare
from kontor.core.history import tracked_fields, version_field
from kontor.core.labels import L
from kontor.core.models import Document, Line, Record
from kontor.schema import generated
from kontor.schema.field_types import TYPES
from kontor.schema.specs import MadeField, MadeObject, label_of

LABEL = "schema"
_BASES: dict[str, Any] = {"record": Record, "document": Document, "line": Line}


class Drafts(Apps):
    """A registry of classes that only serve to write DDL: they know the real ones, nobody knows them."""

    def get_registered_model(self, app_label: str, model_name: str) -> Any:
        """A class of its own, else an installed one."""
        try:
            return super().get_registered_model(app_label, model_name)
        except LookupError:
            return installed.get_registered_model(app_label, model_name)


def django_field(made: MadeField) -> Any:
    """The unbound Django field of a made field."""
    field = TYPES[made.result].column(made)
    field.db_column = made.column
    field.verbose_name = label_of(made.label)
    return field


def make_class(
    made: MadeObject, declare: Declare, fields: Iterable[MadeField], parent: str = "", registry: Apps | None = None
) -> Any:
    """The class of a made object with all its fields; in a registry of drafts nothing learns of it."""
    base = _BASES[made.kind]
    meta: dict[str, Any] = {"app_label": LABEL, "db_table": made.table, "abstract": False}
    attrs: dict[str, Any] = {
        "__module__": generated.__name__,
        "declare": declare,
        "history_table": made.history_table,
        **{one.key: django_field(one) for one in fields if one.stored},
    }
    if made.kind == "line":
        name = "+" if registry else made.lines
        attrs["parent"] = models.ForeignKey(parent, models.CASCADE, related_name=name, db_index=False)
        meta["indexes"] = [models.Index(fields=["parent", "position", "id"])]
    else:
        attrs["active"] = models.BooleanField(L("Active", "启用"), default=True)
    if registry is not None:
        meta["apps"] = registry
    attrs["Meta"] = type("Meta", (base.Meta,), meta)
    built: Any = type(made.model_name, (base,), attrs)
    setattr(generated, made.model_name, built)
    return built


def attach(model: Any, made: MadeField) -> None:
    """Puts a field onto a class and onto the class of its versions; lists of fields are replaced, not changed."""
    field = django_field(made)
    _contribute(model, field, made.key)
    if not made.derived:
        _contribute(model.history.model, version_field(field), made.key)


def _contribute(model: Any, field: Any, key: str) -> None:
    model._meta.local_fields = type(model._meta.local_fields)(model._meta.local_fields)
    field.contribute_to_class(model, key)


def detach(model: Any, key: str) -> None:
    """Takes a field off a class and off the class of its versions; the columns stay."""
    for holder in (model, model.history.model):
        _remove(holder, key)


def _remove(model: Any, key: str) -> None:
    options = model._meta
    field = next((one for one in options.local_fields if one.name == key), None)
    if field is None:
        return
    options.local_fields = type(options.local_fields)(one for one in options.local_fields if one is not field)
    for name in {field.name, field.attname}:
        if name in model.__dict__:
            delattr(model, name)
    _forget_reverse(field)
    options._expire_cache()


def _forget_reverse(field: Any) -> None:
    if not field.is_relation or field.remote_field.hidden:
        return
    name = field.remote_field.get_accessor_name()
    target = field.remote_field.model
    if name and name in getattr(target, "__dict__", {}):
        delattr(target, name)


def park(model: Any) -> None:
    """Takes a class out of Django's registry; it can come back as it was."""
    for one in (model, model.history.model):
        installed.all_models[LABEL].pop(one._meta.model_name, None)
        for field in one._meta.local_fields:
            _forget_reverse(field)


def unpark(model: Any) -> None:
    """Puts a parked class back."""
    for one in (model, model.history.model):
        installed.all_models[LABEL][one._meta.model_name] = one
        for field in one._meta.local_fields:
            if field.is_relation:
                field.contribute_to_related_class(field.remote_field.model, field.remote_field)


def refresh_history(model: Any) -> None:
    """Lets the class of versions know which fields it keeps now."""
    model.history.model.tracked_fields = tracked_fields(model)


class OneCacheClear:
    """Inside, Django's registry forgets nothing on its own; at the end it forgets everything once."""

    _depth: ClassVar[int] = 0

    def __enter__(self) -> None:
        OneCacheClear._depth += 1
        installed.clear_cache = lambda: None  # type: ignore[method-assign]

    def __exit__(self, *_error: object) -> None:
        OneCacheClear._depth -= 1
        if not OneCacheClear._depth:
            del installed.clear_cache
            installed.clear_cache()
