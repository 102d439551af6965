"""What lies in the trash goes for good: its columns and tables are dropped, its key is never used again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.core.registry import design_change
from kontor.design.changes import reading
from kontor.design.changes.base import ChangeKind, Misfits, Planned, Touch, Values, label_text
from kontor.design.changes.fields import PLACE
from kontor.schema import services
from kontor.schema.models import FieldDef, ObjectDef, State


@design_change("purge_field")
class PurgeField(ChangeKind):
    """A field of the trash with all its values; nothing brings them back."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Only what lies in the trash."""
        found = reading.read_values(values, PLACE, needed=("object", "field"))
        planned.object(found["object"])
        if not FieldDef.objects.filter(object=found["object"], key=found["field"], state=State.TRASHED).exists():
            raise BadInput(_("There is no such field in the trash."), field="field")
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What goes, and that it does not come back."""
        row = FieldDef.objects.get(object=values["object"], key=values["field"])
        place = {"object": planned.object(values["object"]).label, "field": label_text(row.label)}
        return [_("%(object)s: field “%(field)s” with all its values for good; this cannot be taken back") % place]

    def touches(self, values: Values) -> Iterable[Touch]:
        """Whatever still names the field breaks."""
        return [Touch(values["object"], values["field"], breaks=True)]

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """It is never published unseen."""
        return Misfits(_("Gone for good"), 0, 1)

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Drops the columns; nothing takes that back."""
        row = services.purge_field(values["object"], values["field"])
        if row.settings.get("through"):
            services.purge_object(row.settings["through"])
        return []


@design_change("purge_object")
class PurgeObject(ChangeKind):
    """An object of the trash with all its records; nothing brings them back."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Only what lies in the trash."""
        found = reading.read_values(values, {"object": reading.text(60)}, needed=("object",))
        if not ObjectDef.objects.filter(key=found["object"], state=State.TRASHED).exists():
            raise BadInput(_("There is no such object in the trash."), field="object")
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What goes, and that it does not come back."""
        label = label_text(ObjectDef.objects.get(key=values["object"]).label)
        return [_("Object “%(label)s” with all its records for good; this cannot be taken back") % {"label": label}]

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """It is never published unseen."""
        return Misfits(_("Gone for good"), 0, 1)

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Drops the tables; nothing takes that back."""
        services.purge_object(values["object"])
        return []


def gone(values: Mapping[str, Any]) -> bool:
    """Whether a change is of something that is gone for good, and so cannot be made any more."""
    key, field = values.get("object"), values.get("field")
    if ObjectDef.objects.filter(key=key, state=State.PURGED).exists():
        return True
    return bool(field) and FieldDef.objects.filter(object=key, key=field, state=State.PURGED).exists()
